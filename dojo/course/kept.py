"""The last green version of each kata: kept, brought back, and done again from a fresh stub."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from dojo.base.files import KataFiles
from dojo.course.progress import Progress
from dojo.course.record import FOLDER, write_whole
from dojo.course.reset import put_aside, reset


def green_version(place: KataFiles) -> Path:
    """Where the last green version of a kata is kept."""
    return place.root / FOLDER / "green" / f"{place.track}__{place.folder}.py"


def keep_green(place: KataFiles) -> None:
    """Keep the learner's file, which is green; the time of the file that is kept says since when."""
    with contextlib.suppress(OSError):  # the verdict stands without it
        held, kept = place.solution(place.root / "katas").read_bytes(), green_version(place)
        if not kept.is_file() or kept.read_bytes() != held:
            kept.parent.mkdir(parents=True, exist_ok=True)
            write_whole(kept, held)


def bring_back(place: KataFiles) -> Path | None:
    """Return to the last green version.

    Returns
    -------
    Path or None
        Where the file is kept that was there; None where there was no other.

    Raises
    ------
    LookupError
        Where it has never been green.
    """
    kept, file = green_version(place), place.solution(place.root / "katas")
    if not kept.is_file():
        raise LookupError(f"{place.id} has not been green yet: there is no version to return to")
    held = kept.read_bytes()
    if file.is_file() and file.read_bytes() == held:
        return None
    aside = put_aside(file) if file.is_file() else None
    write_whole(file, held)
    return aside


def oldest_green(progress: Progress) -> KataFiles | None:
    """The kata whose green version is the oldest; None where none is green."""
    green = [place for place in progress.course.places if progress.is_green(place) and green_version(place).is_file()]
    return min(green, key=lambda place: green_version(place).stat().st_mtime, default=None)


def again(place: KataFiles) -> Path | None:
    """Begin a kata again from its stub; `bring_back` returns to what was green.

    Returns
    -------
    Path or None
        Where the learner's file is kept.

    Raises
    ------
    LookupError
        Where the stub as shipped is not known.
    """
    keep_green(place)
    os.utime(green_version(place))  # it is the youngest now: another comes next
    return reset(place)
