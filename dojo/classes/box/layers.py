"""The layers that may stand around a solution, what it has to be able to read, and how bubblewrap is called."""

from __future__ import annotations

import importlib.util
import os
import shutil
import site
import sys
import sysconfig
from pathlib import Path

from dojo.base.files import COURSE, SHIPPED
from dojo.base.sealed import opened
from dojo.classes.box.users import is_root
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
    """Where the interpreter and its packages lie: what a solution must be able to read, and nothing of the course.

    Parameters
    ----------
    hidden : tuple of str
        Folders of which no entry of ``sys.path`` brings anything in.
    """
    paths = [*sysconfig.get_paths().values(), sys.prefix, sys.base_prefix, *site.getsitepackages()]
    paths += [os.path.dirname(os.path.realpath(sys.executable)), str(folder_of_package())]
    paths += [path for path in sys.path if not any(_overlap(os.path.realpath(path), folder) for folder in hidden)]
    there = [path for path in paths if path and os.path.exists(path)]
    found = dict.fromkeys(real(path) for path in there for real in (os.path.abspath, os.path.realpath))
    around = (SHIPPED, *SHIPPED.parents) if COURSE == SHIPPED else ()
    homes = {"/", str(Path.home()), "/home", "/tmp", *map(str, around)}
    kept = [path for path in found if path not in homes]
    return [path for path in kept if not any(path.startswith(f"{other}{os.sep}") for other in kept)]


def is_inside(path: str, folder: str) -> bool:
    """Whether a path is a folder, or lies in it."""
    return f"{path}{os.sep}".startswith(f"{folder.rstrip(os.sep)}{os.sep}")


def _overlap(one: str, other: str) -> bool:
    return is_inside(one, other) or is_inside(other, one)


def contradictions(hidden: tuple[str, ...]) -> list[str]:
    """Why some folders can't be hidden: what the machine itself needs lies in them."""
    needed = [path for path in (*_SYSTEM, *_SETTINGS) if os.path.exists(path) and not os.path.islink(path)]
    told = "{} can't be hidden: a solution has to read {}; name another folder"
    return [told.format(folder, path) for folder in hidden for path in needed if is_inside(path, folder)][:1]


def courses(course: str | None) -> list[str]:
    """The folders of this project and of the course that is graded, where they hold katas; what they have sealed."""
    found = dict.fromkeys(os.path.realpath(path) for path in filter(None, (COURSE, course)))
    kept = [path for path in found if os.path.isdir(os.path.join(path, "katas"))]
    return [*kept, *(os.path.realpath(path) for path in map(opened, map(Path, kept)) if path is not None)]


def readable(hidden: tuple[str, ...]) -> list[str]:
    """What Landlock allows a solution to read, of the machine and of the packages."""
    paths = dict.fromkeys(map(os.path.realpath, (*packages(hidden), *MACHINE)))
    return [kept for path in paths if os.path.exists(path) for kept in beside(path, hidden)]


def beside(path: str, hidden: tuple[str, ...]) -> list[str]:
    """A path for Landlock, which allows whole folders alone: where it holds what is hidden, what lies beside that."""
    inside = tuple(folder for folder in hidden if is_inside(folder, path))
    if not inside:
        return [path]
    if path in inside:
        return []
    with os.scandir(path) as entries:
        inner = [entry.path for entry in entries if not entry.is_symlink()]
    return [kept for each in inner for kept in beside(each, inside)]


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
        Folders in whose place an empty one is seen, with the packages that lie in it.
    """
    found = [shutil.which("bwrap") or "bwrap", "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts"]
    found += ["--die-with-parent", "--new-session"]
    if is_root():  # the server gives it up itself, as soon as it has begun
        found += ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    else:
        found += ["--unshare-user", "--cap-drop", "ALL"]
    found += ["--proc", "/proc", "--dev", "/dev"]
    system = list(dict.fromkeys((*_SYSTEM, *_SETTINGS)))
    for path in system:
        if os.path.islink(path):
            found += ["--symlink", os.readlink(path), path]
        else:
            found += ["--ro-bind-try", path, path]
    own = [path for path in packages(hidden) if not path.startswith("/usr/")]
    found += _bound(own)
    masks = _masks(hidden, [*system, *own])
    for folder in masks:
        found += ["--perms", "0755", "--tmpfs", folder]
    found += _bound([path for path in packages(hidden) if any(is_inside(path, folder) for folder in masks)])
    found += ["--size", str(SCRATCH_BYTES), "--perms", "1777", "--tmpfs", scratch, *_bound(readable)]
    locked = [part for folder in (*masks, "/", "/dev") for part in ("--remount-ro", folder)]
    return [*found, "--bind", dump, dump, *locked, "--chdir", scratch]


def _masks(hidden: tuple[str, ...], visible: list[str]) -> list[str]:
    """Of the hidden folders the highest ones in what is visible."""
    seen = [folder for folder in hidden if os.path.isdir(folder) and any(is_inside(folder, path) for path in visible)]
    return [folder for folder in seen if not any(folder != other and is_inside(folder, other) for other in seen)]


def _bound(paths: list[str]) -> list[str]:
    """What makes some paths readable, and the folders that lead to them."""
    above = sorted({str(parent) for path in paths for parent in Path(path).parents} - {"/", "/usr", "/opt"})
    led = [part for path in above for part in ("--perms", "0755", "--dir", path)]
    return [*led, *(part for path in paths for part in ("--ro-bind", path, path))]
