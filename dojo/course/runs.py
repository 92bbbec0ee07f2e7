"""The runs of a learner's katas, a line each, in ``.dojo/runs.jsonl``: what was red, and which idea was told.

What followed a message is in the next line of its kata. The file is read whatever it holds, and no command sends it.
"""

from __future__ import annotations

import contextlib
import itertools
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from dojo.course.course import Course
from dojo.course.practice import counted, moment, now
from dojo.course.record import FOLDER, write_whole
from dojo.engine.base.files import KataFiles
from dojo.engine.explain.ideas import Idea, ideas_of

MOST, KEPT = 6_000, 5_000
"""A file of more lines is cut to its last ones when the watch ends."""
PAUSE = 20 * 60
"""Seconds between two runs that are a pause."""
_MESSAGE = ("kata", "test", "explainer", "idea")
_NOTHING = "nothing"
"""Who speaks where nothing explains a red test: no cause is named then."""


def file_of(root: Path) -> Path:
    """Return where the runs of a course are kept."""
    return root / FOLDER / "runs.jsonl"


def add(place: KataFiles, red: list[str], test: str | None = None, explainer: str = "", idea: str = "") -> None:
    """Add a run of a kata.

    Parameters
    ----------
    place : KataFiles
        The kata.
    red : list of str
        The tests that are red.
    test : str, optional
        The one that was explained.
    explainer, idea : str
        Who has explained it, and the idea behind the mistake that was named; empty where there is none.
    """
    line = {"when": now(), "kata": place.name, "red": red, "test": test}
    file = file_of(place.root)
    file.parent.mkdir(exist_ok=True)
    with file.open("a", encoding="utf-8", newline="\n") as held:
        held.write(json.dumps(line | {"explainer": explainer or None, "idea": idea or None}) + "\n")


def read(root: Path) -> Iterator[dict]:
    """Yield the runs that can be read, the oldest first."""
    with contextlib.suppress(OSError):
        for line in file_of(root).read_text(encoding="utf-8", errors="replace").splitlines():
            with contextlib.suppress(ValueError, RecursionError):
                held = json.loads(line)
                if isinstance(held, dict) and isinstance(held.get("kata"), str):
                    yield held


def cut(root: Path) -> None:
    """Leave the last lines of a file that has grown long."""
    with contextlib.suppress(OSError):
        lines = file_of(root).read_bytes().splitlines(keepends=True)
        if len(lines) > MOST:
            write_whole(file_of(root), b"".join(lines[-KEPT:]))


def costliest(course: Course, most: int = 5) -> list[tuple[Idea, str]]:
    """Return the ideas that were told most often, the most frequent first, each with how often, and where last.

    What is told of a kata again, run after run, has been told once.
    """
    counts, last, told = Counter[str](), dict[str, str](), dict[str, str | None]()
    for run in read(course.root):
        before, told[run["kata"]] = told.get(run["kata"]), (idea := run.get("idea"))
        if isinstance(idea, str):
            counts[idea] += idea != before
            last[idea] = course.path_file.renamed.get(run["kata"], run["kata"])
    ideas = {name: idea for place in course.places[:1] for name, idea in ideas_of(place).items()}
    known = [(ideas[name], often, last[name]) for name, often in counts.most_common() if name in ideas]
    return [(idea, f"{counted(often, 'time')}, last {_where(course, kata)}") for idea, often, kata in known[:most]]


def hours(root: Path) -> float:
    """Return how long somebody was at it: the times between runs, where they are no pause."""
    times = sorted(when for run in read(root) if (when := moment(run.get("when"))) is not None)
    gaps = ((later - earlier).total_seconds() for earlier, later in itertools.pairwise(times))
    return sum(gap for gap in gaps if gap <= PAUSE) / 3600


def followed(root: Path) -> list[dict]:
    """Count for each message how often it was told, and how often its test was green on the next run of the kata.

    Returns
    -------
    list of dict
        ``kata``, ``test``, ``explainer`` and ``idea`` (None where nothing was named), ``told`` and ``mended``: no code,
        no name, no time.
    """
    last: dict[str, dict] = {}
    told, mended = Counter[tuple](), Counter[tuple]()
    for run in read(root):
        if (before := last.pop(run["kata"], None)) is not None:
            message = tuple(None if before.get(key) == _NOTHING else before.get(key) for key in _MESSAGE)
            told[message] += 1
            mended[message] += before["test"] not in run["red"]
        if isinstance(run.get("test"), str) and isinstance(run.get("red"), list):
            last[run["kata"]] = run
    return [
        dict(zip(_MESSAGE, message, strict=True)) | {"told": n, "mended": mended[message]}
        for message, n in told.items()
    ]


def _where(course: Course, name: str) -> str:
    """Name a kata, and the day of the path that it is on."""
    days = [day for place in course.named([name]) if (day := course.day_of(place))]
    return f"in {name}{f' of day {days[0]}' if days else ''}"
