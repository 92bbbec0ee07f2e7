"""The commands for milestones and kept models: ``dojo milestone``, ``load``, ``write``, ``look``, ``export``."""

from __future__ import annotations

import contextlib
from collections.abc import Container, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from dojo.cli.ends import ends_at, offer_to_open, position, refused_as
from dojo.course.milestones import Milestone, find, milestones, missing, run
from dojo.course.practice import counted
from dojo.course.progress import Progress
from dojo.engine.base.files import find_directory
from dojo.watch.view import say, show

OURS = "ours"


class Device(StrEnum):
    """Where a milestone may train."""

    CUDA, MPS, CPU = "cuda", "mps", "cpu"


Parts = Annotated[
    str | None,
    typer.Option("--parts", "--solution", metavar="DIR", help="instead of yours: a folder of solutions, or ours"),
]
Model = Annotated[
    str | None,
    typer.Option(
        help="gpt of milestone 10, modern_gpt of 11, with parts of ours our_gpt, our_modern_gpt; shipped: ours, trained"
        " already; or what dojo load has loaded (default: gpt; with --parts ours: shipped)"
    ),
]


def named(model: str | None, parts: str | None) -> str:
    """Return the name of the model that is meant."""
    return model or ("shipped" if parts == OURS else "gpt")


def parts_of(given: str | None, progress: Progress) -> dict[str, Path]:
    """Return the file of each part by the name of its kata."""
    from dojo.engine.base.mine import all_parts

    course = progress.course
    with refused_as("--parts"):
        directory = None if given == OURS else find_directory(given, course.root, course.places)
        return all_parts(course.places, directory, progress.stand_ins if given is None else ())


def milestone(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="10, language_model, first_look (default: list them)")
    ] = None,
    minutes: Annotated[float | None, typer.Option(min=0.0, help="how long to train, if it trains")] = None,
    text: Annotated[Path | None, typer.Option(help="a text file of your own, if it reads one", exists=True)] = None,
    device: Annotated[
        Device | None, typer.Option(help="where to train, if it trains (default: the faster one)")
    ] = None,
    model: Annotated[str | None, typer.Option(help="of those that dojo load has loaded, where it reads one")] = None,
    parts: Parts = None,
) -> None:
    """Put your own code to work on something real."""
    progress = position()
    course, table = progress.course, parts_of(parts, progress)
    if name is None:
        show([(line, {}) for line in _milestone_lines(milestones(course), table, progress.stand_ins)])
        return
    with refused_as("NAME"):
        chosen = find(course, name)
    if needs := chosen.needs(table):
        say(missing(chosen, needs))
        raise typer.Exit(1)
    if parts == OURS:
        say("With our parts in place of yours: this is what you will have written.\n")
    elif parts is None and (by_ours := chosen.by_ours(table, progress.stand_ins)):
        say(f"by ours: {', '.join(by_ours)}\n")
    say(f"{chosen.about}\n")
    wrong, pictures = run(
        chosen,
        table,
        minutes=minutes,
        text=text,
        device=device and device.value,
        model=model,
        keeps=parts in (None, OURS),
    )
    if wrong:
        say(f"\n{wrong}")
        raise typer.Exit(1)
    offer_to_open(pictures)


def _milestone_lines(listed: list[Milestone], table: dict[str, Path], stand_ins: Container[str]) -> Iterator[str]:
    """The milestones, what each needs, and how many of its katas are ours until they are written."""
    width = max((len(milestone.number) for milestone in listed), default=0)
    for milestone in listed:
        needs, ours = milestone.needs(table), milestone.by_ours(table, stand_ins)
        told = [f"{counted(len(needs), 'kata')} to go, next {needs[0]}"] if needs else []
        told += [f"{len(ours)} by ours"] if ours else []
        more = f"  ({'; '.join(told)})" if told else ""
        yield f"{milestone.number:>{width}}  {milestone.title}{more}"


def load(
    name: Annotated[str, typer.Argument(metavar="NAME|FOLDER", help="a folder, or OWNER/NAME on huggingface.co")],
    parts: Parts = None,
) -> None:
    """Load a published Llama, Mistral or Qwen into your own code."""
    from dojo.models import published
    from dojo.models.kept import keep_published, open_published, try_out

    progress = position()
    course, table = progress.course, parts_of(parts, progress)
    with _ends_in_a_line():
        folder = published.found(name, say)
        say(f"{published.about(folder)}.")
        try_out(course, table, open_published(course, table, folder, say), say)
        called = keep_published(course.root, folder, say)
    typed = f'"{called}"' if " " in called else called
    say(f'It runs, and is kept as {called}. dojo write "The meaning of life is" --model {typed} lets it go on.')


def write(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="a beginning")],
    tokens: Annotated[int, typer.Option(min=1, help="how many tokens it adds")] = 200,
    temperature: Annotated[float, typer.Option(min=0.0, help="0 takes the likeliest token each time")] = 0.7,
    top_p: Annotated[
        float | None, typer.Option(min=0.0, max=1.0, help="draw from the likeliest tokens that add up to this")
    ] = None,
    model: Model = None,
    parts: Parts = None,
) -> None:
    """Let your GPT continue a text, or ours with --parts ours."""
    from dojo.models.kept import go_on

    progress = position()
    course, table = progress.course, parts_of(parts, progress)
    with _ends_in_a_line():
        say(go_on(course, table, text, tokens, temperature, top_p, named(model, parts), say))


def look(
    out: Annotated[Path | None, typer.Argument(metavar="[OUT]", help="a file (default: my_gpt.html)")] = None,
    model: Model = None,
    parts: Parts = None,
) -> None:
    """Put your GPT, or ours, into one HTML file that runs it."""
    from dojo.milestone import written
    from dojo.models.kept import open_kept, try_out
    from dojo.models.look import write as write_page

    progress, model = position(), named(model, parts)
    course, table = progress.course, parts_of(parts, progress)

    with _ends_in_a_line():
        kept = open_kept(course, table, model, tell=say)
        try_out(course, table, kept, say)
        quantise = None
        if written("quantisation"):
            from mine.quantisation import quantise  # type: ignore[no-redef]  # once it is written
        file = out or course.root / f"my_{model}.html"
        size = write_page(kept, file, quantise)
        how = "int8, by quantise" if quantise else "float32: once quantisation is written, a quarter of it"
        say(f"{file}: {size / 1e6:.1f} MB ({how}). Open it in a browser; it needs no network.")


def export(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="a new folder")],
    model: Model = None,
    parts: Parts = None,
) -> None:
    """Write your GPT as a folder that transformers loads."""
    from dojo.engine.base.importing import open_parts
    from dojo.models.export import TAKES
    from dojo.models.export import export as write_folder
    from dojo.models.kept import kata_of, open_kept, try_out

    progress, model = position(), named(model, parts)
    course, table = progress.course, parts_of(parts, progress)

    with _ends_in_a_line():
        kata, name = TAKES[kata_of(course.root, model)]
        kept = open_kept(course, table, model, also=(kata,), tell=say)
        try_out(course, table, kept, say)
        sizes = write_folder(kept, out)
        say(f"{out}: {', '.join(f'{file} ({size:,} bytes)' for file, size in sizes.items())}.")
        say(f'transformers reads it: AutoModelForCausalLM.from_pretrained("{out}"), and AutoTokenizer.')
        theirs = [place for place in course.places if open_parts().get(kata) == place.solution(course.root / "katas")]
        if theirs and not progress.is_complete(theirs[0]):
            say(f"{kata} is not complete: only its judge can say whether {name}, which this went by, is right.")


@contextlib.contextmanager
def _ends_in_a_line() -> Iterator[None]:
    """Inside, what can't be done is said in a line, and ends the command."""
    not_written = "{0.filename} can't be written: {0.strerror}".format
    with ends_at(LookupError, ValueError, ImportError), ends_at(OSError, words=not_written):
        yield
