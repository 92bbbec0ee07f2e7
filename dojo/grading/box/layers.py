"""The layers that may stand around a solution, what it has to be able to read, and how bubblewrap is called."""

from __future__ import annotations

import importlib.util
import os
import shutil
import site
import sys
import sysconfig
from pathlib import Path

from dojo.grading.box.users import is_root
from dojo.process.child.box import folder_of_package

LAYERS = ("bwrap", "landlock", "none")
SCRATCH_BYTES = 2**28
"""What a solution may write."""
_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/opt")
_SETTINGS = ("/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/alternatives", "/etc/localtime")
_SETTINGS += ("/etc/fonts", "/etc/timezone", "/etc/mime.types")
MACHINE = (*_SYSTEM, *_SETTINGS, "/proc", "/sys/devices/system/cpu")
MACHINE += ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")


def packages(hidden: tuple[str, ...] = ()) -> list[str]:
    """Where the interpreter and its packages lie: what a solution must be able to read, and nothing of the course."""
    root = folder_of_package().parent
    paths = [*sysconfig.get_paths().values(), sys.prefix, sys.base_prefix, *sys.path]
    paths += [*site.getsitepackages(), os.path.dirname(os.path.realpath(sys.executable)), str(folder_of_package())]
    there = [path for path in paths if path and os.path.exists(path)]
    found = dict.fromkeys(real(path) for path in there for real in (os.path.abspath, os.path.realpath))
    homes = {"/", str(root), str(Path.home()), "/home", "/tmp", *map(str, root.parents)}
    kept = [path for path in found if path not in homes]
    kept = [path for path in kept if not any(f"{other}{os.sep}".startswith(f"{path}{os.sep}") for other in hidden)]
    return [path for path in kept if not any(path.startswith(f"{other}{os.sep}") for other in kept)]


def words(layer: str) -> str:
    """A layer, as it is named to people."""
    from dojo.process.child import seccomp

    name = {"bwrap": "bubblewrap", "landlock": "Landlock", "none": "limits alone"}[layer]
    more = ["a filter of system calls"] if seccomp.is_known() else []
    more += ["a user of its own"] if is_root() else []
    return ", ".join([name, *more])


def is_installed(layer: str) -> str | None:
    """Why a layer can't even be tried, or None."""
    if layer != "none" and sys.platform != "linux":
        return f"{layer} is of Linux"
    if layer == "bwrap" and shutil.which("bwrap") is None:
        return "bubblewrap is not installed (bwrap)"
    if layer == "landlock" and importlib.util.find_spec("py_landlock") is None:
        return "py-landlock is not installed (pip install 'genai-katas[grading]')"
    return None


def bwrap(readable: list[str], scratch: str, dump: str, hidden: tuple[str, ...] = ()) -> list[str]:
    """The command in front of a server's.

    Parameters
    ----------
    readable : list of str
        What is neither the system's nor a package: the solution, a template.
    scratch : str
        The folder that may be written: empty, and gone with the box.
    dump : str
        The file that may be written.
    hidden : tuple of str
        Folders that no path of a package may bring in: a course that is on ``sys.path``.
    """
    found = [shutil.which("bwrap") or "bwrap", "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts"]
    found += ["--die-with-parent", "--new-session"]
    if is_root():  # the server gives it up itself, as soon as it has begun
        found += ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    else:
        found += ["--unshare-user", "--cap-drop", "ALL"]
    found += ["--proc", "/proc", "--dev", "/dev"]
    for path in dict.fromkeys((*_SYSTEM, *_SETTINGS)):
        if os.path.islink(path):
            found += ["--symlink", os.readlink(path), path]
        else:
            found += ["--ro-bind-try", path, path]
    own = [path for path in packages(hidden) if not path.startswith("/usr/")]
    for path in _parents([*own, *readable]):
        found += ["--perms", "0755", "--dir", path]
    found += ["--size", str(SCRATCH_BYTES), "--perms", "1777", "--tmpfs", scratch]
    for path in [*own, *readable]:
        found += ["--ro-bind", path, path]
    return [*found, "--bind", dump, dump, "--remount-ro", "/", "--remount-ro", "/dev", "--chdir", scratch]


def _parents(paths: list[str]) -> list[str]:
    """The folders above some paths, the highest first."""
    above = {str(parent) for path in paths if path for parent in Path(path).parents}
    return sorted(above - {"/", "/usr", "/opt"})
