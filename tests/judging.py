"""The katas of this repository, for its tests; how they are judged is in `dojo.authors.judged`."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from dojo.base.files import KataFiles, find_katas

ROOT = Path(__file__).parents[1]
KATAS = find_katas(ROOT)


def needs(program: str) -> pytest.MarkDecorator:
    """Return the mark of a test that runs a program which a machine need not have."""
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"there is no {program} here")


def place_of(kata: str) -> KataFiles:
    return next(place for place in KATAS if place.id == kata)
