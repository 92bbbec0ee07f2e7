"""Seeing that a file has been saved: by events where they arrive, by looking where they do not.

An event only says when to look. What counts is what the files hold, so that an editor that replaces a file, one that
deletes and adds it, and one that writes into it are all seen, and a save without a change is none.
"""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from dojo.course.progress import digest, with_helpers
from dojo.engine.base.files import KataFiles
from dojo.engine.base.mine import imported, parts_of

LOOKS = 0.5
"""Seconds between two looks where no events arrive;"""
RARELY = 2.0
"""and where they do, in case one is lost."""
OVERDUE = 3.0
"""Seconds after a change in which its event may come."""
SETTLES = 0.04
"""Seconds without a change after which a save is over."""
APPEARS = 0.6
"""Seconds in which a file that an editor replaces may be gone."""
_SILENT = {"9p", "drvfs", "nfs", "nfs4", "cifs", "smb3", "smbfs", "vboxsf", "prl_fs", "virtiofs", "fakeowner", "afpfs"}
"""File systems on which a change made elsewhere (on Windows, on the host, on another machine) gives no event."""


def solution_files(place: KataFiles, directory: Path) -> str:
    """Digest what the solution, the helpers beside it, and the parts that it imports hold."""
    parts = imported(place.solution(directory), parts_of(place, directory))
    return digest(*with_helpers(place, directory), *parts.values())


def settled(place: KataFiles, directory: Path, before: str) -> str:
    """Digest what the solution holds once it changes no more: editors write in several steps."""
    file, start = place.solution(directory), time.monotonic()
    now = solution_files(place, directory)
    while now != before and time.monotonic() - start < APPEARS:
        time.sleep(SETTLES)
        later = solution_files(place, directory)
        if later == now and file.is_file() and file.stat().st_size:
            break
        now = later
    return now


def judge_files(place: KataFiles) -> str:
    """Digest what the judge, the references, and the dojo hold."""
    root = place.root
    references = sorted(place.reference("x").parent.glob("*.py"))
    engine = [file for kind in ("*.py", "*.toml") for file in sorted((root / "dojo").rglob(kind))]
    return digest(place.judge, *references, *engine, root / "conftest.py", root / "pyproject.toml")


def is_silent(folder: Path) -> bool:
    """Tell whether a folder lies where events do not arrive, as far as Linux says so."""
    import psutil

    mounts: list = []
    with contextlib.suppress(OSError):
        mounts = psutil.disk_partitions(all=True) if sys.platform == "linux" else []
    around = (mount for mount in reversed(mounts) if folder.is_relative_to(mount.mountpoint))
    nearest = max(around, key=lambda mount: len(mount.mountpoint), default=None)
    return nearest is not None and (nearest.fstype in _SILENT or nearest.fstype.startswith("fuse."))


class Watcher:
    """Calls a function when something has happened to a file below some folders.

    Parameters
    ----------
    folders : list of Path
        What is watched.
    happened : callable
        Called from another thread.
    """

    def __init__(self, folders: list[Path], happened: Callable[[], None]):
        self._folders = [folder for folder in folders if folder.is_dir()]
        self._happened, self._seen = happened, 0.0
        self._end = threading.Event()
        self.hears = not any(map(is_silent, self._folders))
        if self.hears:
            threading.Thread(target=self._listen, daemon=True).start()

    @property
    def interval(self) -> float:
        """Seconds between two looks."""
        return RARELY if self.hears else LOOKS

    def at(self, file: str) -> str:
        """Say what it does with a file."""
        return f"watching {file}" if self.hears else f"looking at {file} every half second: no file events here"

    def saw(self) -> None:
        """Take note that a look has seen a change before its event."""
        self._seen = time.monotonic()

    def heard(self) -> None:
        """Take note that an event has come."""
        self._seen = 0.0

    def missed(self) -> bool:
        """Tell whether an event is overdue: from then on looks are frequent."""
        if self.hears and self._seen and time.monotonic() - self._seen > OVERDUE:
            self.hears = False
            return True
        return False

    def _listen(self):
        try:
            import watchfiles

            how = {"debounce": 100, "step": 20, "rust_timeout": 1000, "force_polling": False, "raise_interrupt": False}
            for _ in watchfiles.watch(*self._folders, watch_filter=None, stop_event=self._end, **how):
                self._happened()
        except Exception as error:  # no events left on this system (inotify's limit), or none at all
            print(error, file=sys.stderr) if sys.flags.dev_mode else None
            self.hears = False

    def close(self) -> None:
        self._end.set()
