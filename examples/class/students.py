"""Twenty made-up students hand in a part of the course as students do: right, wrong, unfinished, and oddly packed.

python examples/class/students.py submissions --day 1
"""

from __future__ import annotations

import argparse
import json
from itertools import cycle, islice
from pathlib import Path

from dojo.course.course import Course
from dojo.engine.base.archive import zipped
from dojo.engine.base.files import KataFiles, find_root
from dojo.engine.explain.mistakes import load_mistakes


def right(place: KataFiles, number: int) -> str:
    """A right solution: ours, or one by another way."""
    files = [place.reference(place.name), *sorted(place.ways.glob("variant_*.py"))]
    return files[number % len(files)].read_text(encoding="utf-8")


def wrong(place: KataFiles, number: int) -> str:
    """One of the first mistakes that many make, so that several students share it."""
    known = load_mistakes(place)
    texts = list(islice(filter(None, map(known.source, known)), 3))
    return next(islice(cycle(texts), number, None))


def handed_in(places: list[KataFiles], number: int) -> dict[str, bytes]:
    """The files of a student, by their paths."""
    texts = {}
    for at, place in enumerate(places):
        is_wrong = number > 6 and (number + at) % 3 == 0
        texts[f"{place.id}/{place.name}.py"] = (wrong if is_wrong else right)(place, number)
    return {path: text.encode() for path, text in texts.items()}


def notebook(files: dict[str, bytes]) -> bytes:
    """The same work in a notebook: a cell for each kata, and one that looks at something."""
    cells = [f"%%kata {path.rpartition('/')[2].removesuffix('.py')}\n{held.decode()}" for path, held in files.items()]
    code = [{"cell_type": "code", "source": cell} for cell in (*cells, "print(2 + 2)")]
    return json.dumps({"cells": code, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


def oddly(files: dict[str, bytes], number: int) -> dict[str, bytes]:
    """The same work, as four of the twenty hand it in."""
    first = next(iter(files))
    return {
        15: dict(list(files.items())[: len(files) // 2]),
        16: {f"homework final/{path.rpartition('/')[2]}": held for path, held in files.items()},
        17: {"homework.ipynb": notebook(files)},
        18: files | {first: files[first].decode().encode("utf-16")},
        19: {},
    }.get(number, files)


def write(places: list[KataFiles], folder: Path) -> None:
    """Write the submissions of nineteen: the twentieth is on the roster, and hands in nothing."""
    folder.mkdir(parents=True)
    for number in range(1, 20):
        name, files = f"student-{number:02}", oddly(handed_in(places, number), number)
        if number % 2 == 0 and number < 15:
            (folder / f"{name}.zip").write_bytes(zipped({f"katas/{path}": held for path, held in files.items()}))
            continue
        (folder / name).mkdir()
        for path, held in files.items():
            (folder / name / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / name / path).write_bytes(held)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path, help="a new one")
    parser.add_argument("--day", type=int, action="append", required=True, help="of the path straight; repeatable")
    asked = parser.parse_args()
    write(Course(find_root(), "straight").part(tuple(asked.day)), asked.folder)
