"""Whether a layer of the sandbox holds: by really trying to break out of it."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

from dojo.base.questions import Answer, Question
from dojo.base.targets import TARGETS
from dojo.classes.box import layers
from dojo.classes.box.layers import LAYERS, contradictions, courses, is_installed
from dojo.classes.box.sandbox import Sandbox
from dojo.process.child.runner import Setup
from dojo.process.client import Process

_ATTEMPTS = '''
import os
import resource
import socket
import subprocess


def attempts(secrets, outside, port, victim):
    """What worked of all that must not, by name."""
    found = []

    def tried(name, attempt):
        try:
            if attempt() is not False:
                found.append(name)
        except BaseException:
            pass

    for i, secret in enumerate(secrets):
        folder, link = os.path.dirname(secret), f"link-{i}"
        tried(f"read {secret}", lambda: open(secret, "rb").read(1))
        tried(f"find {secret}", lambda: os.path.basename(secret) in os.listdir(folder))
        tried(f"read {secret} by another program", lambda: subprocess.run(["head", "-c1", secret], check=True))
        tried(f"link to {secret}", lambda: (os.symlink(secret, link), open(link, "rb").read(1)))
    tried("write a file outside", lambda: open(outside, "w").write("x"))
    tried("write into its own source", lambda: open(__file__, "a").write("x"))
    tried("reach the network", lambda: socket.create_connection(("127.0.0.1", port), timeout=2))
    tried("signal the judge", lambda: os.kill(victim, 0))
    tried("signal everybody", lambda: os.kill(-1, 0) if os.getpid() > 50 else False)
    tried("see the limits of the judge", lambda: resource.prlimit(victim, resource.RLIMIT_NOFILE))
    return found


def works(path):
    """What a solution needs."""
    import array_api_compat, decimal, json, random
    import numpy
    with open(os.path.join(os.environ["TMPDIR"], "own"), "w") as out:
        out.write("x")
    return float(numpy.arange(3).sum())
'''
_INSTALL = (
    "Install bubblewrap (apt install bubblewrap), or on Linux 5.13 and later Landlock (pip install"
    " 'genai-katas[grading]'). Without a sandbox a solution reads what you can read: if that may be, say"
    " --sandbox none."
)


class Unavailable(ValueError):
    """A layer that was asked for does not hold here."""


def try_out(layer: str, hidden: tuple[str, ...] = (), course: str | None = None) -> list[str]:
    """Why a layer can't be relied on here; empty where it holds.

    Parameters
    ----------
    layer : str
        One of `LAYERS`.
    hidden : tuple of str
        Folders that no solution is to read: a file of each is tried.
    course : str, optional
        The course, of which the same is true.
    """
    if (why := is_installed(layer)) is not None:
        return [why]
    folders = tuple(map(os.path.realpath, hidden))
    if layer != "none" and (told := contradictions(folders)):
        return told
    with tempfile.TemporaryDirectory(prefix="dojo-secret-") as folder, socket.create_server(("127.0.0.1", 0)) as server:
        Path(folder, "secret.txt").write_text("secret")
        secrets = [*filter(None, map(_file_in, (folder, *folders, *courses(course))))]
        told = secrets, str(Path(folder, "written")), server.getsockname()[1], os.getpid()
        answers = _ask(Sandbox(layer, hidden=folders, course=course), told)
    if isinstance(answers, str):
        return [answers]
    found, value = answers
    broken = [f"a solution could {what}" for what in found if layer != "none"]  # which promises nothing of it
    return broken if value == 3.0 else [*broken, "a right solution does not work in it"]


def _file_in(folder: str) -> str | None:
    """A file of a folder that may be read, as high in it as there is one; in place of a folder, a file itself."""
    if os.path.isfile(folder):
        return folder
    paths = (os.path.join(above, name) for above, _, names in os.walk(folder) for name in sorted(names))
    return next((path for path in paths if os.path.isfile(path) and os.access(path, os.R_OK)), None)


def _ask(box: Sandbox, attempts: tuple):
    try:
        file = box.solutions / "attempts.py"
        file.write_text(_ATTEMPTS)
        file.chmod(0o644)
        process = Process(Setup(file, box.dump, seconds=30.0), lambda: box.begin(False))
        answers = []
        for scenario, args in (("attempts", attempts), ("works", (".",))):
            answer = process.answer(Question(scenario, args, {}, TARGETS["python"]), 1)
            if not isinstance(answer, Answer) or answer.raised is not None:
                told = answer.raised.text if isinstance(answer, Answer) else answer.title
                return f"a solution can't be run in it: {told}"
            answers.append(answer.value)
        process.close()
    except Exception as error:  # of a kernel, a container, a program: no class is judged without a box
        return f"it could not be started ({type(error).__name__}{f': {error}' if str(error) else ''})"
    finally:
        box.close()
    return answers


def choose(asked: str, hidden: tuple[str, ...] = (), course: str | None = None) -> tuple[str, list[str]]:
    """The layer to use, and why each better one is not.

    Parameters
    ----------
    asked : str
        ``"auto"``, or a layer.
    hidden, course
        As `try_out` has them.

    Raises
    ------
    Unavailable
        Where a layer was asked for and does not hold, or none does.
    """
    if asked != "auto":
        if asked not in LAYERS:
            raise Unavailable(f"--sandbox {asked}: there is no such layer; there are auto, {', '.join(LAYERS)}")
        if faults := try_out(asked, hidden, course):
            raise Unavailable(f"--sandbox {asked}: {'; '.join(faults)}")
        return asked, []
    refused = []
    for layer in LAYERS[:-1]:
        faults = try_out(layer, hidden, course)
        if not faults:
            return layer, refused
        refused += [f"not {layer}: {fault}" for fault in faults]
    raise Unavailable(f"no sandbox holds here ({'; '.join(refused)}). {_INSTALL}")


def words(layer: str) -> str:
    """A layer, as the header names it."""
    told = layers.words(layer)
    return told if layer != "none" else f"{told}; a solution can read what you can read"


@contextlib.contextmanager
def template() -> Iterator[str]:
    """A folder that holds what Matplotlib would work out in every box."""
    with tempfile.TemporaryDirectory(prefix="dojo-template-") as folder:
        with contextlib.suppress(Exception):
            import matplotlib

            cache = Path(matplotlib.get_cachedir())
            import matplotlib.font_manager

            own = Path(folder, "matplotlib")
            own.mkdir()
            for file in cache.glob("fontlist-*.json"):
                shutil.copy(file, own)
        for path in (Path(folder), *Path(folder).rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
        yield folder
