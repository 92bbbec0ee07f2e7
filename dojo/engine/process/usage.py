"""The time and memory that a solution uses: its process, and those that it has started."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Usage:
    """The CPU time and memory that some processes have used until now.

    Parameters
    ----------
    cpu : float
        CPU seconds, also of those that have ended.
    memory : int
        Bytes that they hold for themselves.
    """

    cpu: float = 0.0
    memory: int = 0


def usage_of(pid: int) -> Usage:
    """Add up what the process of a solution uses, with the helpers that it has started; nothing where it has ended."""
    import psutil

    with contextlib.suppress(psutil.Error):
        process = psutil.Process(pid)
        used = [_used(each) for each in (process, *_helpers(process))]
        return Usage(sum(each.cpu for each in used), sum(each.memory for each in used))
    return Usage()


def helpers_of(pid: int) -> list:
    """The processes, as psutil knows them, that the process of a solution has started."""
    import psutil

    with contextlib.suppress(psutil.Error):
        return _helpers(psutil.Process(pid))
    return []


def _helpers(process) -> list:
    """The processes that one has started: also those that have left it, for its server takes them up."""
    parent = process.parent()
    top = process if parent is None or parent.pid == os.getpid() else parent
    below = [each for each in top.children(recursive=True) if each.pid != process.pid]
    return [each for each in below if each.create_time() >= process.create_time()]  # the older ones are other servers


def _used(process) -> Usage:
    import psutil

    with contextlib.suppress(psutil.Error):
        times, memory = process.cpu_times(), process.memory_info()
        return Usage(sum(times[:4]), max(memory.rss - getattr(memory, "shared", 0), 0))  # with ended children's
    return Usage()
