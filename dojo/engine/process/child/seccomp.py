"""A filter of system calls: a solution has no sockets, keys or namespaces, and signals and limits of nobody but itself.

A filter of the kernel's kind is a small program over the number and the arguments of each call. What is refused fails
with EPERM, as for want of rights.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
import sys

_MACHINES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}
"""How the kernel calls each architecture, and which of the numbers of a call is its own."""
_ALWAYS = (
    {"socket": (41, 198), "ptrace": (101, 117), "process_vm_readv": (310, 270)}
    | {"process_vm_writev": (311, 271), "bpf": (321, 280), "keyctl": (250, 219), "setpriority": (141, 140)}
    | {"ioprio_set": (251, 30), "shmget": (29, 194), "semget": (64, 190), "msgget": (68, 186)}
    | {"mq_open": (240, 180), "add_key": (248, 217), "request_key": (249, 218), "unshare": (272, 97)}
    | {"setns": (308, 268), "pidfd_send_signal": (424, 424), "io_uring_setup": (425, 425)}
    | {"pidfd_open": (434, 434), "pidfd_getfd": (438, 438)}
)
"""Calls that are refused: of other processes, or what they make outlives the process."""
_CLONE3 = 435
"""What it is asked for stands where no filter can look: it is told to be unknown, and clone is used in its place."""
_NAMESPACES = 0x7E020000
"""The flags by which clone begins a namespace, a user's among them."""
_CLONE = (56, 220)
_OF_ITSELF = (
    {"kill": (62, 129), "tkill": (200, 130), "tgkill": (234, 131), "rt_sigqueueinfo": (129, 138)}
    | {"rt_tgsigqueueinfo": (297, 240), "prlimit64": (302, 261), "sched_setaffinity": (203, 122)}
    | {"sched_setscheduler": (144, 119), "sched_setparam": (142, 118), "sched_setattr": (314, 274)}
)
"""Calls whose first argument is a process: this one, or none but this one."""
_NEVER_WITH = {"fcntl": ((72, 25), (8, 15)), "ioctl": ((16, 29), (0x8901, 0x8902))}
"""Second arguments by which a file would send its signals to another process: F_SETOWN, FIOSETOWN and their like."""
_LOAD, _EQUAL, _SET, _RETURN = 0x20, 0x15, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _FIRST, _SECOND = 0, 4, 16, 24
_ALLOW, _ERROR = 0x7FFF0000, 0x00050000
_REFUSE, _UNKNOWN = _ERROR | errno.EPERM, _ERROR | errno.ENOSYS
_X32 = 0x40000000
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _MODE_FILTER = 38, 22, 2


def is_known() -> bool:
    """Tell whether there is a filter for this machine."""
    return sys.platform == "linux" and platform.machine() in _MACHINES and sys.maxsize > 2**32


def refuse() -> None:
    """Refuse this process, and all that it starts, what a solution has no use for.

    Raises
    ------
    OSError
        Where the kernel takes no filter.
    """
    program = _program(os.getpid())
    buffer = ctypes.create_string_buffer(program, len(program))
    argument = struct.pack("HP", len(program) // 8, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, argument, 0, 0):
        raise OSError(ctypes.get_errno(), "no filter of system calls")


def _program(pid: int) -> bytes:
    architecture, column = _MACHINES[platform.machine()]
    code = [(_LOAD, 0, 0, _ARCHITECTURE), (_EQUAL, 1, 0, architecture), (_RETURN, 0, 0, _REFUSE)]
    code += [(_LOAD, 0, 0, _NUMBER)]
    if platform.machine() == "x86_64":
        code += [(_SET, 0, 1, _X32), (_RETURN, 0, 0, _REFUSE)]
    for numbers in _ALWAYS.values():
        code += [(_EQUAL, 0, 1, numbers[column]), (_RETURN, 0, 0, _REFUSE)]
    for numbers in _OF_ITSELF.values():
        code += _where(numbers[column], _FIRST, (0, pid, -pid & 0xFFFFFFFF), _ALLOW, _REFUSE)
    for numbers, values in _NEVER_WITH.values():
        code += _where(numbers[column], _SECOND, values, _REFUSE, _ALLOW)
    code += [(_EQUAL, 0, 1, _CLONE3), (_RETURN, 0, 0, _UNKNOWN), (_EQUAL, 0, 3, _CLONE[column])]
    code += [(_LOAD, 0, 0, _FIRST), (_SET, 0, 1, _NAMESPACES), (_RETURN, 0, 0, _REFUSE)]
    code += [(_RETURN, 0, 0, _ALLOW)]
    return b"".join(struct.pack("HBBI", *line) for line in code)


def _where(number: int, argument: int, values: tuple[int, ...], then: int, otherwise: int) -> list[tuple]:
    """The code for a system call that depends on whether an argument is among some values."""
    inner = [(_LOAD, 0, 0, argument)]
    for value in values:
        inner += [(_EQUAL, 0, 1, value), (_RETURN, 0, 0, then)]
    inner += [(_RETURN, 0, 0, otherwise)]
    return [(_EQUAL, 0, len(inner), number), *inner]
