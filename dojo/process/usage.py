"""What the processes of a solution use together: the one that answers, and those that it has started."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Usage:
    """What some processes have used until now.

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
    """What the process of a solution uses, with the helpers that it has started; nothing where it has ended."""
    import psutil

    with contextlib.suppress(psutil.Error):
        own = psutil.Process(pid)
        used = [_used(process) for process in (own, *_helpers(own))]
        return Usage(sum(each.cpu for each in used), sum(each.memory for each in used))
    return Usage()


def helpers_of(pid: int) -> list:
    """The processes, as psutil knows them, that the process of a solution has started."""
    import psutil

    with contextlib.suppress(psutil.Error):
        return _helpers(psutil.Process(pid))
    return []


def _helpers(own) -> list:
    """The processes that one has started: also those that have left it, for its server takes them up."""
    parent = own.parent()
    top = own if parent is None or parent.pid == os.getpid() else parent
    below = [process for process in top.children(recursive=True) if process.pid != own.pid]
    return [process for process in below if process.create_time() >= own.create_time()]  # older ones: other servers


def _used(process) -> Usage:
    import psutil

    with contextlib.suppress(psutil.Error):
        times, memory = process.cpu_times(), process.memory_info()
        return Usage(sum(times[:4]), max(memory.rss - getattr(memory, "shared", 0), 0))  # with ended children's
    return Usage()
