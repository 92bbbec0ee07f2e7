"""Bringing a stub back as it was shipped, with the learner's file kept beside it."""

from __future__ import annotations

import itertools
import os
import re
from pathlib import Path

from dojo.course.stubs import shipped
from dojo.engine.base.disk import put, written_beside
from dojo.engine.base.files import KataFiles, with_plain_ends

KEPT = re.compile(r"\.kept-\d+$")
"""The end of the name of a file that was put aside."""


def reset(place: KataFiles) -> Path | None:
    """Write the stub anew.

    Returns
    -------
    Path or None
        Where the learner's file is kept; None where it was the stub already, or missing.

    Raises
    ------
    LookupError
        Where the stub as shipped is not known.
    OSError
        Where it can't be written: the learner's file is where it was.
    """
    text = shipped(place)
    if text is None:
        raise LookupError(f"the stub of {place.id} as it was shipped is not in katas/stubs.json")
    return take_the_place(place, text)


def take_the_place(place: KataFiles, held: str | bytes) -> Path | None:
    """Put another text in the place of the learner's file, and return where that is kept; the stub as shipped is not.

    Raises
    ------
    OSError
        Where it can't be written: the learner's file is where it was.
    """
    stub = place.solution(place.root / "katas")
    with written_beside(stub, held) as new:
        is_own = stub.is_file() and with_plain_ends(stub.read_bytes()) != (shipped(place) or "").encode()
        kept = put_aside(stub) if is_own else None
        try:
            put(new, stub)
        except OSError:
            if kept is not None:
                put(kept, stub)
            raise
    return kept


def put_aside(stub: Path) -> Path:
    """Move a learner's file to a name beside it that no file has, and that is none of Python's modules."""
    names = (stub.with_name(f"{stub.name}.kept-{i}") for i in itertools.count(1))
    kept = next(name for name in names if not name.exists())
    os.replace(stub, kept)
    return kept
