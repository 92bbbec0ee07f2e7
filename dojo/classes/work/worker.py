"""The warm process that judges: ``python -m dojo.classes.work.worker ARGUMENTS`` reads tasks and writes what it saw.

A line of JSON each way. `dojo.classes.work.pool` is the other end.
"""

from __future__ import annotations

import base64
import contextlib
import ctypes
import json
import os
import shutil
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dojo.engine.process import cores

if TYPE_CHECKING:
    from dojo.classes.box.sandbox import Sandbox

READY = "ready\n"
"""What it writes first: a process that never does was not ended by a submission."""
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Settings:
    """All that a worker has to know.

    Parameters
    ----------
    root : str
        The course.
    layer : str
        Of the sandbox.
    limits : dict
        The fields of `dojo.classes.work.submission.Limits`.
    seed : int
        Of the examples: one for the whole class.
    template : str
        What the scratch folder of a box holds at first.
    hidden : tuple of str
        Folders that no solution is to read: of the submissions, and of the results.
    wall : float
        Seconds until a worker that says nothing is ended: far more than its limits allow.
    """

    root: str
    layer: str
    limits: dict
    seed: int = 0
    template: str = ""
    hidden: tuple[str, ...] = ()
    wall: float = 3600.0


def main(settings: Settings, place: str, number: int | None) -> None:
    """Judge until nobody asks any more.

    Parameters
    ----------
    settings : Settings
        As the process that asks has them.
    place : str
        A folder for the box.
    number : int or None
        Its own, where others judge on this machine.
    """
    out = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(os.open(os.devnull, os.O_RDWR), 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that asks
    from dojo.classes.box import layers
    from dojo.classes.box.sandbox import Sandbox
    from dojo.classes.work.submission import Judge, Limits

    if number is not None:
        cores.keep_to_one(number)
    sandbox = Sandbox(settings.layer, settings.template, tuple(settings.hidden), place, settings.root)
    _end_with_who_asks(sandbox, [str(Path(place).parent), settings.template])
    try:
        judge = Judge(Path(settings.root), sandbox, Limits(**settings.limits), settings.seed)
        out.write(READY)
        for line in sys.stdin:
            task = json.loads(line)
            seen = judge.judge(task["kata"], {name: base64.b64decode(held) for name, held in task["files"].items()})
            reply = {"number": task["number"], "seen": seen.to_json(), "sandbox": layers.words(settings.layer)}
            out.write(json.dumps(reply) + "\n")
    finally:
        with contextlib.suppress(OSError):
            sandbox.close()


def _end_with_who_asks(sandbox: Sandbox, temporary: list[str]) -> None:
    """End when told to, and where the process that asks has ended: then take away what is temporary."""
    asks = os.getppid()

    def end(*_):  # at once: an exception would only end the test that runs
        with contextlib.suppress(Exception):
            sandbox.close()
        if _is_over(asks):  # nobody else takes it away
            for folder in filter(None, temporary):
                shutil.rmtree(folder, ignore_errors=True)
        os._exit(0)

    signal.signal(signal.SIGTERM, end)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


def _is_over(asks: int) -> bool:
    """Tell whether the process that asks has ended: its threads end one by one, and the end of one is told already."""
    for _ in range(100):
        if os.getppid() != asks:
            return True
        time.sleep(0.1)
    return False


if __name__ == "__main__":
    arguments = json.loads(sys.argv[1])
    main(Settings(**arguments["settings"]), arguments["place"], arguments["number"])
