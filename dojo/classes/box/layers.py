"""The layers that may stand around a solution, what it has to be able to read, and how bubblewrap is called."""

from __future__ import annotations

import importlib.util
import os
import shutil
import site
import sys
import sysconfig
from pathlib import Path

from dojo.engine.base.files import COURSE, SHIPPED
from dojo.engine.base.sealed import opened
from dojo.engine.process.child import seccomp
from dojo.engine.process.child.box import folder_of_package

LAYERS = ("bwrap", "landlock", "none")
SCRATCH_BYTES = 2**28
"""What a solution may write."""
_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/opt")
_SETTINGS = (
    *("/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/alternatives", "/etc/localtime"),
    *("/etc/fonts", "/etc/timezone", "/etc/mime.types"),
)
MACHINE = (
    *(*_SYSTEM, *_SETTINGS, "/proc", "/sys/devices/system/cpu"),
    *("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom"),
)


def packages(hidden: tuple[str, ...] = ()) -> list[str]:
    """List where the interpreter and its packages lie: a solution must read them, and nothing of the course.

    Parameters
    ----------
    hidden : tuple of str
        Folders of which no entry of ``sys.path`` brings anything in.
    """
    paths = [*sysconfig.get_paths().values(), sys.prefix, sys.base_prefix, *site.getsitepackages()]
    paths += [os.path.dirname(os.path.realpath(sys.executable)), str(folder_of_package())]
    paths += [path for path in sys.path if not any(_overlap(os.path.realpath(path), folder) for folder in hidden)]
    there = [path for path in paths if path and os.path.exists(path)]
    both = dict.fromkeys(name for path in there for name in (os.path.abspath(path), os.path.realpath(path)))
    around = (SHIPPED, *SHIPPED.parents) if COURSE == SHIPPED else ()
    homes = {"/", str(Path.home()), "/home", "/tmp", *map(str, around)}
    kept = [path for path in both if path not in homes]
    return [path for path in kept if not any(path.startswith(f"{other}{os.sep}") for other in kept)]


def is_inside(path: str, folder: str) -> bool:
    """Tell whether a path is a folder, or lies in it."""
    return f"{path}{os.sep}".startswith(f"{folder.rstrip(os.sep)}{os.sep}")


def _overlap(first: str, second: str) -> bool:
    return is_inside(first, second) or is_inside(second, first)


def contradictions(hidden: tuple[str, ...]) -> list[str]:
    """Say why some folders can't be hidden: what the machine itself needs lies in them."""
    needed = [path for path in (*_SYSTEM, *_SETTINGS) if os.path.exists(path) and not os.path.islink(path)]
    words = "{} can't be hidden: a solution has to read {}; name another folder"
    return [words.format(folder, path) for folder in hidden for path in needed if is_inside(path, folder)][:1]


def courses(course: str | None) -> list[str]:
    """List the folders of this project and of the graded course, where they hold katas, and what they have sealed."""
    roots = dict.fromkeys(os.path.realpath(path) for path in (COURSE, course) if path is not None)
    kept = [root for root in roots if os.path.isdir(os.path.join(root, "katas"))]
    return [*kept, *(os.path.realpath(path) for path in map(opened, map(Path, kept)) if path is not None)]


def readable(hidden: tuple[str, ...]) -> list[str]:
    """List what Landlock allows a solution to read, of the machine and of the packages."""
    paths = dict.fromkeys(map(os.path.realpath, (*packages(hidden), *MACHINE)))
    return [kept for path in paths if os.path.exists(path) for kept in beside(path, hidden)]


def beside(path: str, hidden: tuple[str, ...]) -> list[str]:
    """List a path for Landlock, which allows whole folders alone: where it holds what is hidden, all beside that."""
    inside = tuple(folder for folder in hidden if is_inside(folder, path))
    if not inside:
        return [path]
    if path in inside:
        return []
    with os.scandir(path) as entries:
        inner = [entry.path for entry in entries if not entry.is_symlink()]
    return [kept for each in inner for kept in beside(each, inside)]


def words(layer: str) -> str:
    """Name a layer for people."""
    name = {"bwrap": "bubblewrap", "landlock": "Landlock", "none": "limits alone"}[layer]
    return f"{name}, a filter of system calls" if seccomp.is_known() else name


def is_installed(layer: str) -> str | None:
    """Say why a layer can't even be tried, or None."""
    if layer != "none" and sys.platform != "linux":
        return f"{layer} is of Linux"
    if layer == "bwrap" and shutil.which("bwrap") is None:
        return "bubblewrap is not installed (bwrap)"
    if layer == "landlock" and importlib.util.find_spec("py_landlock") is None:
        return "py-landlock is not installed (pip install 'genai-katas[grading]')"
    return None


def bwrap(readable: list[str], scratch: str, dump: str, hidden: tuple[str, ...] = ()) -> list[str]:
    """Build the command in front of a server's.

    Parameters
    ----------
    readable : list of str
        What is neither the system's nor a package: the solution, a template.
    scratch : str
        The folder that may be written: empty, and gone with the box.
    dump : str
        The file that may be written.
    hidden : tuple of str
        Folders in whose place an empty one is seen, with the packages that lie in it.
    """
    ours = packages(hidden)
    beside_system = [path for path in ours if not path.startswith("/usr/")]
    masks = _masks(hidden, [*_SYSTEM, *_SETTINGS, *beside_system])
    return [
        *_apart(),
        *(part for path in (*_SYSTEM, *_SETTINGS) for part in _as_here(path)),
        *_bound(beside_system),
        *(part for folder in masks for part in ("--perms", "0755", "--tmpfs", folder)),
        *_bound([path for path in ours if any(is_inside(path, folder) for folder in masks)]),
        *("--size", str(SCRATCH_BYTES), "--perms", "1777", "--tmpfs", scratch, *_bound(readable)),
        *("--bind", dump, dump),
        *(part for folder in (*masks, "/", "/dev") for part in ("--remount-ro", folder)),
        *("--chdir", scratch),
    ]


def _apart() -> list[str]:
    """Begin the command: no share in what the machine has, and no rights."""
    return [
        *(shutil.which("bwrap") or "bwrap", "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts"),
        *("--die-with-parent", "--new-session", "--unshare-user", "--cap-drop", "ALL"),
        *("--proc", "/proc", "--dev", "/dev"),
    ]


def _as_here(path: str) -> tuple[str, ...]:
    """Show a path of the system as it is here, a link as a link."""
    return ("--symlink", os.readlink(path), path) if os.path.islink(path) else ("--ro-bind-try", path, path)


def _masks(hidden: tuple[str, ...], visible: list[str]) -> list[str]:
    """List of the hidden folders the highest ones in what is visible."""
    seen = [folder for folder in hidden if os.path.isdir(folder) and any(is_inside(folder, path) for path in visible)]
    return [folder for folder in seen if not any(folder != other and is_inside(folder, other) for other in seen)]


def _bound(paths: list[str]) -> list[str]:
    """Make some paths readable, and the folders that lead to them."""
    above = sorted({str(parent) for path in paths for parent in Path(path).parents} - {"/", "/usr", "/opt"})
    led = [part for path in above for part in ("--perms", "0755", "--dir", path)]
    return [*led, *(part for path in paths for part in ("--ro-bind", path, path))]
