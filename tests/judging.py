"""The katas of this repository, for its tests; how they are judged is in `dojo.authors.judged`."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Any

import pytest

from dojo.authors.judged import GRADE, QUIETLY, Collector, Verdict, drawn_once, session_for, verdict_of
from dojo.engine.base.files import KataFiles, find_katas
from dojo.engine.base.importing import forget

ROOT = Path(__file__).parents[1]
KATAS = find_katas(ROOT)


def needs(program: str) -> pytest.MarkDecorator:
    """Return the mark of a test that runs a program which a machine need not have."""
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"there is no {program} here")


def judge_stub(place: KataFiles, *options: str, plugins: Collection = ()) -> Verdict:
    """Judge the stub of a kata as a learner's is: the position is kept."""
    forget(place.judge)
    plugins = [session_for(place), *plugins, *[drawn_once(place, GRADE)] * (GRADE in options)]
    return _judge_anew(str(place.judge), f"--rootdir={place.root}", *options, plugins=plugins)


def judge_folder(root: Path, *options: str) -> Verdict:
    """Judge the stubs of a course in a folder of its own."""
    for place in find_katas(root):
        forget(place.judge)
    folders = [str(root / "katas"), f"--rootdir={root}", f"--config-file={root}/pyproject.toml"]
    return _judge_anew(*folders, "-p", "no:cacheprovider", *options)


def _judge_anew(*arguments: str, plugins: Collection = ()) -> Verdict:
    """Judge in a run of pytest's own."""
    judging = lambda each: pytest.main([*arguments, *QUIETLY], plugins=each)  # noqa: E731
    return verdict_of(judging, Collector(None), *plugins)


def of_each(values: Iterable, name: Callable[[Any], str] = lambda place: place.id) -> Callable:
    """Make one test of a check of many values: it lists those for which the check fails, and why."""

    def as_one_test(check: Callable[[Any], None]) -> Callable[[], None]:
        def test() -> None:
            wrong = []
            for value in values:
                try:
                    check(value)
                except Exception as error:  # whatever a check raises is told
                    wrong.append(f"{name(value)}: {type(error).__name__}: {error}")
            if wrong:
                pytest.fail("\n".join(wrong))

        test.__doc__ = check.__doc__
        return test

    return as_one_test


def place_of(kata: str) -> KataFiles:
    return next(place for place in KATAS if place.id == kata)
