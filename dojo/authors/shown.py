"""Make what the book shows and takes a run to know: red screens, hunts, and what milestones print and draw.

``python -m dojo.authors.shown [KATA ...]`` writes the screens beside mistakes, as ``dojo prove KATA`` does, and the
hunts that are there: mistake, calls and ideas of a hunt are chosen by hand. With ``--milestones [NAME ...]`` it runs
milestones with our parts, and keeps small pictures beside them.
"""

from __future__ import annotations

import ast
import contextlib
import itertools
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from jinja2 import Environment
from PIL import Image, ImageSequence

from dojo import book
from dojo.authors.judged import HERE, drawn_once, judge
from dojo.authors.solutions import defined_by, mistaken
from dojo.book.katas import hunt_of, screens_of
from dojo.book.site import PICTURES, text_of
from dojo.course import milestones
from dojo.course.course import Course
from dojo.course.milestones import Milestone
from dojo.engine.base.files import KataFiles, find_root
from dojo.engine.explain.ideas import ideas_of
from dojo.engine.explain.mistakes import Mistake, load_mistakes
from dojo.practice import planting
from dojo.practice.calls import Caller
from dojo.practice.steps import outcome
from dojo.run import verdict

_MOST, _TRIED = 5, 12
"""So many are shown of a kata, and so many of its mistakes are judged to find them."""
FILMED, FILM = "gradient_descent", Path(book.__file__).with_name("figures") / "hunt.svg"
"""The kata whose hunt is shown in moving pictures, and these; below what they are made from."""
_FILM, _LETTERS = Path(__file__).with_name("begin") / "hunt.svg.jinja", 80
_SEED = "--hypothesis-seed=0"
_CODE = "at"
"""The row that shows a line of the solution: a wrong one has most lines of the right one."""
_WIDE, _WIDE_FILM, _EVERY = 900, 560, 2
"""Pixels of a picture and of a film, which keeps every second frame."""


def screens(place: KataFiles) -> Iterator[dict]:
    """Yield red screens of a kata that name their mistake, and show no line of it: each of an idea of its own.

    Those of a test that is not shown yet come first; the mistake that the page hunts is none of them.
    """
    hunted = json.loads(text_of(hunt_of(place)) or "{}").get("mistake")
    listed = [mistake for mistake in load_mistakes(place) if mistake.name != hunted]
    firsts = {mistake.idea or mistake.words: mistake for mistake in reversed(listed)}
    new: dict[str, dict] = {}
    again = []
    for screen in filter(None, (_screen(place, m) for m in itertools.islice(reversed(firsts.values()), _TRIED))):
        if new.setdefault(screen["test"], screen) is not screen:
            again.append(screen)
        if len(new) == _MOST:
            break
    yield from [*new.values(), *again][:_MOST]


def _screen(place: KataFiles, mistake: Mistake) -> dict | None:
    with mistaken(place, mistake) as folder:
        said = judge(place, folder, *HERE, _SEED, "--maxfail=1", plugins=[drawn_once(place, _SEED)])
    red = next(iter(verdict.wrong(said.results)), None)
    if red is None or red.lesson is None or red.lesson.causes[:1] != [mistake.words] or _CODE in dict(red.lesson.rows):
        return None
    return {"mistake": mistake.name, "test": red.sentence, "lesson": red.lesson.to_plain()}


def hunt(place: KataFiles, chosen: dict) -> dict:
    """Return what a page shows of a hunt: the code that its calls reach, what they give and should give, and why."""
    mistake = next(one for one in planting.texts_of(place) if one.name == chosen["mistake"])
    wrong, right = planting.texts_of(place)[mistake], planting.model_of(place)
    calls = [shown["call"] for shown in chosen["inputs"]]
    code, ((was, should),) = reached(wrong, right, calls), planting.changes(wrong, right)
    with contextlib.closing(Caller(place)) as caller:
        inputs = [
            {"call": call, "gives": _given(caller, wrong, call), "expected": _given(caller, right, call)}
            for call in calls
        ]
    told = {
        "inputs": inputs,
        "code": code,
        "line": code.split("\n").index(was[0]) + 1,
        "mend": "\n".join(should).strip(),
    }
    return chosen | told | {"idea": mistake.idea, "why": mistake.words}


def reached(text: str, mended: str, calls: list[str]) -> str:
    """Return the part of a text that some calls reach, as it is or once it is mended."""
    nodes, names = ast.parse(text).body, _names(ast.parse("\n".join(calls)))
    both = [*nodes, *ast.parse(mended).body]
    for _ in nodes:
        names |= {name for node in both if defined_by(node) & names for name in _names(node)}
    return ast.unparse(ast.Module([node for node in nodes if defined_by(node) & names], []))


def _names(tree: ast.AST) -> set[str]:
    """Return the names that a part of a text reads, and does not give to arguments of its own."""
    read = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return read - {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}


def _given(caller: Caller, text: str, call: str) -> str:
    """Return in words what a call gives, whose last line is an expression."""
    *before, last = call.split("\n")
    lines = ["import torch" if caller.target.on_torch else "import numpy as np", *before, f"return {last}"]
    return outcome(caller.call(text, "\n    ".join(["def breaks(_):", *lines]), ""))


def write(places: Iterable[KataFiles]) -> Iterator[Path]:
    """Write the screens and hunts of some katas, and yield the files that have changed."""
    for place in places:
        rows = ",\n".join(json.dumps(screen, ensure_ascii=False) for screen in screens(place))
        yield from _written(screens_of(place), f'{{"format": 1, "screens": [\n{rows}\n]}}\n')
        if hunt_of(place).is_file():
            yield from write_hunt(place)


def write_hunt(place: KataFiles) -> Iterator[Path]:
    """Write the hunt of a kata anew from what was chosen of it, and yield the file if it has changed."""
    file = hunt_of(place)
    told = hunt(place, json.loads(file.read_text(encoding="utf-8")))
    yield from _written(file, json.dumps(told, indent=1, ensure_ascii=False) + "\n")
    if place.name == FILMED:
        yield from _written(FILM, film(place))


def film(place: KataFiles) -> str:
    """Return a hunt in moving pictures, which end in all that was shown."""
    told = json.loads(hunt_of(place).read_text(encoding="utf-8"))
    call = [call for call in told["inputs"] if call["gives"] != call["expected"]][-1]
    idea = ideas_of(place)[told["idea"]].title
    said = f"A hunt: {place.name} with one bug. {call['call']} gives {call['gives']}, expected {call['expected']}."
    said += f" It is line {told['line']}, the idea is “{idea}”, and the mend {told['mend']}."
    lines = [line if len(line) < _LETTERS else f"{line[:_LETTERS]}…" for line in told["code"].split("\n")]
    values = told | call | {"lines": lines, "number": told["line"], "idea": idea, "said": said}
    return Environment(autoescape=True, trim_blocks=True).from_string(_FILM.read_text(encoding="utf-8")).render(values)


def _written(file: Path, text: str) -> Iterator[Path]:
    if not file.is_file() or file.read_text(encoding="utf-8") != text:
        file.write_text(text, encoding="utf-8", newline="\n")
        yield file


def run(milestone: Milestone, *options: str) -> Iterator[Path]:
    """Run a milestone with our parts, and yield the files beside it that say what it printed, and show its pictures."""
    root, before = milestone.course.root, os.times().children_user
    command = [sys.executable, "-m", "dojo", "milestone", milestone.number, "--parts", "ours", *options]
    said = subprocess.run(
        command, cwd=root, env=os.environ | {"COLUMNS": "80"}, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    if said.returncode:
        raise RuntimeError(f"{milestone.number}: {said.stdout[-500:]}{said.stderr[-500:]}")
    seconds = os.times().children_user - before
    _, _, printed = said.stdout.partition(milestone.about.strip()[-40:])
    printed = re.sub(r"^picture: .*\n", "", printed, flags=re.M).strip()
    milestone.printed.write_text(f"{seconds:.0f} seconds of CPU\n\n{printed}\n", encoding="utf-8", newline="\n")
    yield milestone.printed
    for name in milestone.drawn:
        file = milestone.file.with_name(f"{name}.webp")
        if not any(milestone.file.with_name(f"{name}{other}").is_file() for other in PICTURES - {".webp"}):
            (drawn,) = (drawn for drawn in (root / "pictures").glob(f"{name}.*") if drawn.suffix in PICTURES)
            yield _small(drawn, file)


def _small(drawn: Path, file: Path) -> Path:
    """Keep a picture small; a film is shown once, in half of its frames."""
    with Image.open(drawn) as image:
        wide = _WIDE_FILM if getattr(image, "n_frames", 1) > 1 else _WIDE
        size = (wide, round(image.height * wide / image.width))
        frames = [frame.convert("RGB").resize(size) for frame in ImageSequence.Iterator(image)]
        pause = _EVERY * image.info.get("duration", 0)
    first, *others = frames[::_EVERY]
    first.save(file, quality=60, method=6, save_all=bool(others), append_images=others, duration=pause, loop=1)
    return file


if __name__ == "__main__":
    course, words = Course(find_root()), sys.argv[1:]
    written: Iterable[Path]
    if words[:1] == ["--milestones"]:
        named = [milestones.find(course, name) for name in words[1:]]
        written = (file for milestone in named or milestones.milestones(course) for file in run(milestone))
    else:
        written = write(map(course.find, words) if words else course.places)
    for file in written:
        print(file.relative_to(course.root).as_posix(), flush=True)
