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

_ARCHITECTURES = {
    "x86_64": (
        0xC000003E,
        {"socket": 41, "kill": 62, "ptrace": 101, "tkill": 200, "tgkill": 234, "rt_sigqueueinfo": 129}
        | {"rt_tgsigqueueinfo": 297, "process_vm_readv": 310, "process_vm_writev": 311, "bpf": 321, "keyctl": 250}
        | {"prlimit64": 302, "sched_setaffinity": 203, "sched_setscheduler": 144, "sched_setparam": 142}
        | {"sched_setattr": 314, "setpriority": 141, "ioprio_set": 251, "shmget": 29, "semget": 64, "msgget": 68}
        | {"mq_open": 240, "fcntl": 72, "ioctl": 16, "add_key": 248, "request_key": 249, "unshare": 272}
        | {"setns": 308, "clone": 56},
    ),
    "aarch64": (
        0xC00000B7,
        {"socket": 198, "kill": 129, "ptrace": 117, "tkill": 130, "tgkill": 131, "rt_sigqueueinfo": 138}
        | {"rt_tgsigqueueinfo": 240, "process_vm_readv": 270, "process_vm_writev": 271, "bpf": 280, "keyctl": 219}
        | {"prlimit64": 261, "sched_setaffinity": 122, "sched_setscheduler": 119, "sched_setparam": 118}
        | {"sched_setattr": 274, "setpriority": 140, "ioprio_set": 30, "shmget": 194, "semget": 190, "msgget": 186}
        | {"mq_open": 180, "fcntl": 25, "ioctl": 29, "add_key": 217, "request_key": 218, "unshare": 97}
        | {"setns": 268, "clone": 220},
    ),
}
_EVERYWHERE = {"pidfd_send_signal": 424, "io_uring_setup": 425, "pidfd_open": 434, "pidfd_getfd": 438}
_ALWAYS = ("socket", "ptrace", "process_vm_readv", "process_vm_writev", "bpf", "keyctl", "setpriority", "ioprio_set")
_ALWAYS += ("shmget", "semget", "msgget", "mq_open", "add_key", "request_key")  # what they make outlives the process
_ALWAYS += ("unshare", "setns")
_CLONE3 = 435
"""What it is asked for stands where no filter can look: it is told to be unknown, and clone is used in its place."""
_NAMESPACES = 0x7E020000
"""The flags by which clone begins a namespace, a user's among them."""
_OF_ITSELF = ("kill", "tkill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "prlimit64", "sched_setaffinity")
_OF_ITSELF += ("sched_setscheduler", "sched_setparam", "sched_setattr")
"""Calls whose first argument is a process: this one, or none but this one."""
_NEVER_WITH = {"fcntl": (8, 15), "ioctl": (0x8901, 0x8902)}
"""Second arguments by which a file would send its signals to another process: F_SETOWN, FIOSETOWN and their like."""
_LOAD, _EQUAL, _SET, _RETURN = 0x20, 0x15, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _FIRST, _SECOND = 0, 4, 16, 24
_ALLOW, _ERROR = 0x7FFF0000, 0x00050000
_REFUSE, _UNKNOWN = _ERROR | errno.EPERM, _ERROR | errno.ENOSYS
_X32 = 0x40000000
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _MODE_FILTER = 38, 22, 2


def is_known() -> bool:
    """Whether there is a filter for this machine."""
    return sys.platform == "linux" and platform.machine() in _ARCHITECTURES and sys.maxsize > 2**32


def refuse() -> None:
    """Refuse this process, and all that it starts, what a solution has no use for.

    Raises
    ------
    OSError
        Where the kernel takes no filter.
    """
    program = _program(os.getpid())
    buffer = ctypes.create_string_buffer(program, len(program))
    told = struct.pack("HP", len(program) // 8, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, told, 0, 0):
        raise OSError(ctypes.get_errno(), "no filter of system calls")


def _program(pid: int) -> bytes:
    architecture, numbers = _ARCHITECTURES[platform.machine()]
    code = [(_LOAD, 0, 0, _ARCHITECTURE), (_EQUAL, 1, 0, architecture), (_RETURN, 0, 0, _REFUSE)]
    code += [(_LOAD, 0, 0, _NUMBER)]
    if platform.machine() == "x86_64":
        code += [(_SET, 0, 1, _X32), (_RETURN, 0, 0, _REFUSE)]
    for number in [*(numbers[name] for name in _ALWAYS), *_EVERYWHERE.values()]:
        code += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _REFUSE)]
    for name in _OF_ITSELF:
        code += _where(numbers[name], _FIRST, (0, pid, -pid & 0xFFFFFFFF), _ALLOW, _REFUSE)
    for name, values in _NEVER_WITH.items():
        code += _where(numbers[name], _SECOND, values, _REFUSE, _ALLOW)
    code += [(_EQUAL, 0, 1, _CLONE3), (_RETURN, 0, 0, _UNKNOWN), (_EQUAL, 0, 3, numbers["clone"])]
    code += [(_LOAD, 0, 0, _FIRST), (_SET, 0, 1, _NAMESPACES), (_RETURN, 0, 0, _REFUSE)]
    code += [(_RETURN, 0, 0, _ALLOW)]
    return b"".join(struct.pack("HBBI", *line) for line in code)


def _where(number: int, argument: int, values: tuple[int, ...], then: int, otherwise: int) -> list[tuple]:
    """Of one system call: what becomes of it where an argument is among some values, and where it is not."""
    inner = [(_LOAD, 0, 0, argument)]
    for value in values:
        inner += [(_EQUAL, 0, 1, value), (_RETURN, 0, 0, then)]
    inner += [(_RETURN, 0, 0, otherwise)]
    return [(_EQUAL, 0, len(inner), number), *inner]
