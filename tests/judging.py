"""The katas of this repository, for its tests; how they are judged is in `dojo.authors.judged`."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from dojo.base.files import KataFiles, find_katas

ROOT = Path(__file__).parents[1]
KATAS = find_katas(ROOT)


def needs(program: str) -> pytest.MarkDecorator:
    """Return the mark of a test that runs a program which a machine need not have."""
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"there is no {program} here")


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
