"""The last green version of each kata: kept, brought back, and done again from a fresh stub."""

from __future__ import annotations

import contextlib
import hashlib
import os
from datetime import datetime
from pathlib import Path

from dojo.course.practice import Practice, now
from dojo.course.record import FOLDER, write_whole
from dojo.course.reset import reset, take_the_place
from dojo.engine.base.files import KataFiles


def green_version(place: KataFiles) -> Path:
    """Return where the last green version of a kata is kept."""
    return place.root / FOLDER / "green" / f"{place.track}__{place.folder}.py"


def keep_green(place: KataFiles, practice: Practice) -> None:
    """Keep the learner's file, which is green; the time of the file that is kept says since when.

    What was written in a recall does not take the place of what one had: it may be less than that.
    """
    with contextlib.suppress(OSError):  # the verdict stands without it
        held, kept = place.solution(place.root / "katas").read_bytes(), green_version(place)
        recalled = [recall.get("text") for recall in practice.of(place, "recall")[-1:]]
        if not kept.is_file() or (kept.read_bytes() != held and _digest(held) not in recalled):
            kept.parent.mkdir(parents=True, exist_ok=True)
            write_whole(kept, held)
            os.utime(kept, (datetime.fromisoformat(now()).timestamp(),) * 2)


def _digest(held: bytes) -> str:
    return hashlib.sha256(held).hexdigest()


def bring_back(place: KataFiles, practice: Practice) -> Path | None:
    """Return to the last green version; a recall that is on is given up.

    Returns
    -------
    Path or None
        Where the file is kept that was there; None where there was no other.

    Raises
    ------
    LookupError
        Where it has never been green.
    OSError
        Where it can't be written.
    """
    kept, file = green_version(place), place.solution(place.root / "katas")
    if not kept.is_file():
        raise LookupError(f"{place.id} has not been green yet: there is no version to return to")
    if practice.open(place, "recall") is not None:
        practice.change(place, "recall", ended=now(), how="given up")
    held = kept.read_bytes()
    if file.is_file() and file.read_bytes() == held:
        return None
    return take_the_place(place, held)


def again(place: KataFiles, practice: Practice) -> Path | None:
    """Begin a kata again from its stub; `bring_back` returns to what was green.

    Returns
    -------
    Path or None
        Where the learner's file is kept.

    Raises
    ------
    LookupError
        Where the stub as shipped is not known.
    OSError
        Where it can't be written.
    """
    keep_green(place, practice)
    if is_new := practice.open(place, "recall") is None:
        practice.begin(place, kind="recall", runs=0)
    try:
        return reset(place)
    except (LookupError, OSError):
        if is_new:
            practice.change(place, "recall", ended=now(), how="given up")
        raise


def judged_again(place: KataFiles, practice: Practice, is_green: bool, is_tried: bool) -> dict | None:
    """Take in a run of a kata that was begun again.

    Parameters
    ----------
    place, practice
        The kata, and where it is kept.
    is_green : bool
        Whether it is green now: then the recall is over.
    is_tried : bool
        Whether all of it was written, and something is red.

    Returns
    -------
    dict or None
        The recall, once it is over.
    """
    recall = practice.open(place, "recall")
    if recall is None or not (is_green or is_tried):
        return None
    if not is_green:
        practice.change(place, "recall", runs=recall["runs"] + 1)
        return None
    text = _digest(place.solution(place.root / "katas").read_bytes())
    practice.change(place, "recall", ended=now(), how="later" if recall["runs"] else "first run", text=text)
    return recall
