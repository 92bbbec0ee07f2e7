"""Where the pictures that judges draw are kept: in pytest's own folder, which git ignores."""

from __future__ import annotations

from pathlib import Path

from dojo.base.files import KataFiles


def folder_of(config) -> Path | None:
    """The folder of all pictures; None where pytest keeps nothing."""
    cache = getattr(config, "cache", None)
    return None if cache is None else cache.mkdir("pictures")


def picture_of(place: KataFiles, config) -> Path | None:
    """The picture of a kata, where its judge has drawn one."""
    folder = folder_of(config)
    file = folder / f"{place.name}.png" if folder is not None else None
    return file if file is not None and file.is_file() else None
