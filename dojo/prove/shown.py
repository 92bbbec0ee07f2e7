"""What the book shows and takes a run to know: the red screens that some mistakes of a kata bring.

``python -m dojo.prove.shown [KATA ...]`` writes them beside the mistakes, and so does ``dojo prove KATA``. The book
needs no judge for them.
"""

from __future__ import annotations

import itertools
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from dojo.base.files import KataFiles, find_root
from dojo.course.course import Course
from dojo.course.pages.katas import screens_of
from dojo.course.results import Result
from dojo.explain.mistakes import Mistake, load_mistakes
from dojo.prove.judging import HERE, drawn_once, judge
from dojo.prove.solutions import mistaken
from dojo.run import verdict

_MOST, _TRIED = 5, 12
"""So many are shown of a kata, and so many of its mistakes are judged to find them."""
_SEED = "--hypothesis-seed=0"
_CODE = "at"
"""The row that shows a line of the solution: a wrong one has most lines of the right one."""


def screens(place: KataFiles) -> Iterator[dict]:
    """Yield the first red screens of a kata that name their mistake, and show no line of it."""
    firsts = {known.words: known for known in reversed(list(load_mistakes(place)))}
    tried = (_screen(place, known) for known in itertools.islice(reversed(firsts.values()), _TRIED))
    yield from itertools.islice(filter(None, tried), _MOST)


def screen_of(place: KataFiles, known: Mistake) -> Result | None:
    """Return the test that is red first; None where none is."""
    with mistaken(place, known) as folder:
        said = judge(place, folder, *HERE, _SEED, "--maxfail=1", plugins=[drawn_once(place, _SEED)])
    return next(iter(verdict.wrong(said.results)), None)


def _screen(place: KataFiles, known: Mistake) -> dict | None:
    red = screen_of(place, known)
    if red is None or red.lesson.causes[:1] != [known.words] or _CODE in dict(red.lesson.rows):
        return None
    return {"mistake": known.name, "test": red.sentence, "lesson": red.lesson.to_plain()}


def write(places: Iterable[KataFiles]) -> Iterator[Path]:
    """Write the screens of some katas, and yield the files that have changed."""
    for place in places:
        file, told = screens_of(place), {"format": 1, "screens": list(screens(place))}
        text = json.dumps(told, indent=1, ensure_ascii=False) + "\n"
        if not file.is_file() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8", newline="\n")
            yield file


if __name__ == "__main__":
    course = Course(find_root())
    for file in write(map(course.find, sys.argv[1:]) if sys.argv[1:] else course.places):
        print(file.relative_to(course.root).as_posix(), flush=True)
