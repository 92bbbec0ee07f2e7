"""A filter of system calls, for where no namespaces keep a solution apart: no sockets, no signals to its judge.

A filter of the kernel's kind is a small program over the number and the arguments of each call. What is refused fails
with EPERM, as for want of rights.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
import sys

_ARCHITECTURES = {
    "x86_64": (
        0xC000003E,
        {"socket": 41, "kill": 62, "ptrace": 101, "tkill": 200, "tgkill": 234, "rt_sigqueueinfo": 129}
        | {"rt_tgsigqueueinfo": 297, "process_vm_readv": 310, "process_vm_writev": 311, "bpf": 321, "keyctl": 250},
    ),
    "aarch64": (
        0xC00000B7,
        {"socket": 198, "kill": 129, "ptrace": 117, "tkill": 130, "tgkill": 131, "rt_sigqueueinfo": 138}
        | {"rt_tgsigqueueinfo": 240, "process_vm_readv": 270, "process_vm_writev": 271, "bpf": 280, "keyctl": 219},
    ),
}
_EVERYWHERE = {"pidfd_send_signal": 424, "io_uring_setup": 425, "pidfd_open": 434, "pidfd_getfd": 438}
_ALWAYS = ("socket", "ptrace", "process_vm_readv", "process_vm_writev", "bpf", "keyctl")
_SIGNALS = ("kill", "tkill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo")
_LOAD, _EQUAL, _SET, _RETURN = 0x20, 0x15, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _FIRST = 0, 4, 16
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | errno.EPERM
_X32 = 0x40000000
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _MODE_FILTER = 38, 22, 2


def is_known() -> bool:
    """Whether there is a filter for this machine."""
    return sys.platform == "linux" and platform.machine() in _ARCHITECTURES and sys.maxsize > 2**32


def refuse(protected: tuple[int, ...]) -> None:
    """Refuse this process, and all that it starts, what a solution has no use for.

    Parameters
    ----------
    protected : tuple of int
        Processes that get no signal from here; nor does everybody at once.

    Raises
    ------
    OSError
        Where the kernel takes no filter.
    """
    program = _program(protected)
    buffer = ctypes.create_string_buffer(program, len(program))
    told = struct.pack("HP", len(program) // 8, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, told, 0, 0):
        raise OSError(ctypes.get_errno(), "no filter of system calls")


def _program(protected: tuple[int, ...]) -> bytes:
    architecture, numbers = _ARCHITECTURES[platform.machine()]
    signed = sorted({-1, *protected, *(-pid for pid in protected)})
    targets = [number & 0xFFFFFFFF for number in signed]
    refused = [*(numbers[name] for name in _ALWAYS), *_EVERYWHERE.values()]
    code = [(_LOAD, 0, 0, _ARCHITECTURE), (_EQUAL, 1, 0, architecture), (_RETURN, 0, 0, _REFUSE)]
    code += [(_LOAD, 0, 0, _NUMBER)]
    if platform.machine() == "x86_64":
        code += [(_SET, 0, 1, _X32), (_RETURN, 0, 0, _REFUSE)]
    for number in refused:
        code += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _REFUSE)]
    for name in _SIGNALS:
        inner = [(_LOAD, 0, 0, _FIRST)]
        for target in targets:
            inner += [(_EQUAL, 0, 1, target), (_RETURN, 0, 0, _REFUSE)]
        inner += [(_RETURN, 0, 0, _ALLOW)]
        code += [(_EQUAL, 0, len(inner), numbers[name]), *inner]
    code += [(_RETURN, 0, 0, _ALLOW)]
    return b"".join(struct.pack("HBBI", *line) for line in code)
