"""The cores of this machine: how many there are, and keeping a judge and the solutions that it asks on one."""

from __future__ import annotations

import contextlib
import os


def keep_to_one(number: int) -> None:
    """Keep this process, and all that it starts, on one core, where the system allows it.

    Judge and solution take turns: to wake the other one on another core is most of the cost of a small question.

    Parameters
    ----------
    number : int
        Of this process among those that judge at the same time: they are dealt out to the cores in turn.
    """
    with contextlib.suppress(AttributeError, OSError):  # not on this system, or not in this container
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {cores[number % len(cores)]})


def usable() -> int:
    """Count the cores that this process may use."""
    with contextlib.suppress(AttributeError):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
