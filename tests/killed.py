"""Updates that are killed: each at another of its changes, in a process of its own, followed by one that is not.

Run as a program, since it forks. ``killed.py ROOT WORK COURSE N`` copies the folder ROOT for each Nth change and kills
an update there. A line of JSON for each: its number, whether the update came to its end, what other commands say then.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from pathlib import Path

CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod"}


def kill_at(at: int, folder: Path) -> list[int]:
    """Kill this process at a change of a file below a folder; the count of the changes so far."""
    seen = [0]

    def count(event: str, args: tuple) -> None:
        writes = event == "open" and args[2] & (os.O_WRONLY | os.O_RDWR)
        if (writes or event in CHANGES) and str(args[0]).startswith(str(folder)):
            seen[0] += 1
            if seen[0] == at:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    return seen


def ends(folder: Path, at: int) -> bool:
    """Whether an update comes to its end."""
    from dojo.install.update import update

    child = os.fork()
    if not child:
        kill_at(at, folder)
        update(folder)
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    assert status in (0, signal.SIGKILL), status
    return not status


def main(root: Path, work: Path, course: Path, stride: int) -> None:
    from dojo.engine.base import disk, files
    from dojo.install import newest, update

    files.COURSE = newest.COURSE = course
    is_whole, at = False, 1 - stride
    while not is_whole:
        at += stride
        folder = work / str(at)
        shutil.copytree(root, folder)
        is_whole = ends(folder, at)
        shutil.copytree(folder, work / f"{at}-cut")
        print(json.dumps([at, is_whole, disk.cut_off(folder)]), flush=True)
        update.update(folder)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]), int(sys.argv[4]))
