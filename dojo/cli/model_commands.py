"""The commands for a model that a milestone has kept: ``dojo write``, ``dojo look``, ``dojo export``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dojo.base.files import find_directory
from dojo.course.progress import Progress
from dojo.watch.actions import position
from dojo.watch.view import say, show

OURS = "ours"
Parts = Annotated[
    str | None,
    typer.Option("--parts", "--solution", metavar="DIR", help="in place of yours: a folder of solutions, or ours"),
]
Model = Annotated[str, typer.Option(help="gpt of milestone 10, or modern_gpt of milestone 11")]


def parts_of(given: str | None, progress: Progress) -> dict[str, Path]:
    """The file of each part by the name of its kata."""
    from dojo.base.mine import all_parts

    course = progress.course
    try:
        directory = None if given == OURS else find_directory(given, course.root, course.places)
        return all_parts(course.places, directory, progress.stand_ins if given is None else ())
    except ValueError as error:
        raise typer.BadParameter(error.args[0], param_hint="--parts") from None


def write(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="a beginning")],
    tokens: Annotated[int, typer.Option(min=1, help="how many tokens it adds")] = 200,
    temperature: Annotated[float, typer.Option(min=0.0, help="0 takes the likeliest token each time")] = 0.7,
    top_p: Annotated[
        float | None, typer.Option(min=0.0, max=1.0, help="draw among the likeliest that have so much")
    ] = None,
    model: Model = "gpt",
    parts: Parts = None,
) -> None:
    """Let your GPT continue a text: the one that dojo milestone 10 has trained, or 11."""
    from dojo.course.writing import go_on

    progress = position()
    course, table = progress.course, parts_of(parts, progress)
    _done(lambda: go_on(course, table, text, tokens, temperature, top_p, model))


def look(
    out: Annotated[Path | None, typer.Argument(metavar="[OUT]", help="a file (default: my_gpt.html)")] = None,
    model: Model = "gpt",
    parts: Parts = None,
) -> None:
    """Put your GPT into one HTML file that runs it: what comes next, and who looks at whom."""
    from dojo.course.stubs import not_started
    from dojo.course.writing import open_kept
    from dojo.models.look import write as write_page

    progress = position()
    course, table = progress.course, parts_of(parts, progress)

    def work() -> str:
        kept, quantise = open_kept(course, table, model), None
        if not not_started(table["quantisation"]):
            from mine.quantisation import quantise
        file = out or course.root / f"my_{model}.html"
        size = write_page(kept, file, quantise)
        how = "int8, by your quantise" if quantise else "float32: once quantisation is written, a quarter of it"
        return f"{file}: {size / 1e6:.1f} MB ({how}). Open it in a browser; it needs no network."

    _done(work)


def export(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="a new folder")],
    model: Model = "gpt",
    parts: Parts = None,
) -> None:
    """Write your GPT as a folder that transformers loads: config, safetensors, tokenizer."""
    from dojo.course.writing import open_kept
    from dojo.models.export import TAKES
    from dojo.models.export import export as write_folder

    progress = position()
    course, table = progress.course, parts_of(parts, progress)

    def work() -> str:
        kata, name = TAKES.get(model, ("", ""))
        sizes = write_folder(open_kept(course, table, model, also=(kata,)), out)
        said = [f"{out}: {', '.join(f'{file} ({size:,} bytes)' for file, size in sizes.items())}."]
        said += [f'transformers reads it: AutoModelForCausalLM.from_pretrained("{out}"), and AutoTokenizer.']
        place = course.find(kata)
        if table[kata] == place.solution(course.root / "katas") and not progress.is_complete(place):
            said += [f"{kata} is not complete: only its judge can say whether {name}, which this went by, is right."]
        return "\n".join(said)

    _done(work)


def _done(work) -> None:
    """Say what came of it; what can't be done is told, and fails."""
    try:
        say(work())
    except OSError as error:
        show([(f"{error.filename} can't be written: {error.strerror}", {"red": True})])
        raise typer.Exit(1) from None
    except (LookupError, ValueError, ImportError) as error:
        show([(str(error.args[0]), {"red": True})])
        raise typer.Exit(1) from None
