"""The katas of this repository, for its tests; how they are judged is in `dojo.prove.judging`."""

from __future__ import annotations

from pathlib import Path

from dojo.base.files import KataFiles, find_katas

ROOT = Path(__file__).parents[1]
KATAS = find_katas(ROOT)


def place_of(kata: str) -> KataFiles:
    return next(place for place in KATAS if place.id == kata)
