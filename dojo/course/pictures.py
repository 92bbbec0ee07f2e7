"""The pictures that judges draw are kept in pytest's own folder, which git ignores."""

from __future__ import annotations

import contextlib
from pathlib import Path

from dojo.engine.base.files import KataFiles


def folder_of(config) -> Path | None:
    """Return the folder of all pictures; None where pytest keeps nothing, or can't."""
    cache = getattr(config, "cache", None)
    with contextlib.suppress(OSError):
        return None if cache is None else cache.mkdir("pictures")
    return None


def picture_of(place: KataFiles, config) -> Path | None:
    """Return the picture of a kata, where its judge has drawn one."""
    folder = folder_of(config)
    return file if folder and (file := folder / f"{place.name}.png").is_file() else None
