"""Whether a layer of the sandbox holds: by really trying to break out of it."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

from dojo.classes.box.layers import LAYERS, contradictions, courses, is_installed
from dojo.classes.box.sandbox import Sandbox
from dojo.engine.base.questions import Answer, Question
from dojo.engine.base.targets import TARGETS
from dojo.engine.process.child.runner import Setup
from dojo.engine.process.client import Process

_ATTEMPTS = '''
import os
import resource
import socket
import subprocess


def attempts(secrets, outside, port, victim):
    """List what worked of all that must not, by name."""
    worked = []

    def tried(name, attempt):
        try:
            if attempt() is not False:
                worked.append(name)
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
    return worked


def works(path):
    """Do what a solution needs."""
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


def try_out(layer: str, hidden: tuple[str, ...] = (), course: str | None = None) -> list[str]:
    """Say why a layer can't be relied on here; nothing where it holds.

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
    if layer != "none" and (reasons := contradictions(folders)):
        return reasons
    with tempfile.TemporaryDirectory(prefix="dojo-secret-") as folder, socket.create_server(("127.0.0.1", 0)) as server:
        Path(folder, "secret.txt").write_text("secret")
        secrets = [*filter(None, map(_file_in, (folder, *folders, *courses(course))))]
        victims = secrets, str(Path(folder, "written")), server.getsockname()[1], os.getpid()
        answers = _ask(Sandbox(layer, hidden=folders, course=course), victims)
    if isinstance(answers, str):
        return [answers]
    worked, value = answers
    broken = [f"a solution could {attempt}" for attempt in worked if layer != "none"]  # which promises nothing of it
    return broken if value == 3.0 else [*broken, "a right solution does not work in it"]


def _file_in(folder: str) -> str | None:
    """Find a file of a folder that may be read, as high in it as there is one; of a file itself, that."""
    if os.path.isfile(folder):
        return folder
    paths = (os.path.join(above, name) for above, _, names in os.walk(folder) for name in sorted(names))
    return next((path for path in paths if os.path.isfile(path) and os.access(path, os.R_OK)), None)


def _ask(box: Sandbox, attempts: tuple) -> list | str:
    """Answer what worked in a box, and what a right solution returns there; where none can be run, say why."""
    try:
        file = box.solutions / "attempts.py"
        file.write_text(_ATTEMPTS)
        file.chmod(0o644)
        process = Process(Setup(file, box.dump, seconds=30.0), lambda: box.begin(False))
        answers = []
        for scenario, args in (("attempts", attempts), ("works", (".",))):
            answer = process.answer(Question(scenario, args, {}, TARGETS["python"]), 1)
            if not isinstance(answer, Answer):
                return f"a solution can't be run in it: {answer.title}"
            if answer.raised is not None:
                return f"a solution can't be run in it: {answer.raised.text}"
            answers.append(answer.value)
        process.close()
    except Exception as error:  # of a kernel, a container, a program: no class is judged without a box
        return f"it could not be started ({type(error).__name__}{f': {error}' if str(error) else ''})"
    finally:
        box.close()
    return answers


def choose(asked: str, hidden: tuple[str, ...] = (), course: str | None = None) -> tuple[str, list[str]]:
    """Choose the layer to use, and say why each better one is not.

    Parameters
    ----------
    asked : str
        ``"auto"``, or a layer.
    hidden, course
        As `try_out` has them.

    Raises
    ------
    ValueError
        Where a layer was asked for and does not hold, or none does.
    """
    if asked != "auto":
        if asked not in LAYERS:
            raise ValueError(f"--sandbox {asked}: there is no such layer; there are auto, {', '.join(LAYERS)}")
        if faults := try_out(asked, hidden, course):
            raise ValueError(f"--sandbox {asked}: {'; '.join(faults)}")
        return asked, []
    refused: list[str] = []
    for layer in LAYERS[:-1]:
        faults = try_out(layer, hidden, course)
        if not faults:
            return layer, refused
        refused += [f"not {layer}: {fault}" for fault in faults]
    raise ValueError(f"no sandbox holds here ({'; '.join(refused)}). {_INSTALL}")


@contextlib.contextmanager
def template() -> Iterator[str]:
    """Make a folder that holds what Matplotlib would work out in every box."""
    with tempfile.TemporaryDirectory(prefix="dojo-template-") as folder:
        with contextlib.suppress(Exception):
            import matplotlib

            cache = Path(matplotlib.get_cachedir())
            import matplotlib.font_manager

            copy = Path(folder, "matplotlib")
            copy.mkdir()
            for file in cache.glob("fontlist-*.json"):
                shutil.copy(file, copy)
        for path in (Path(folder), *Path(folder).rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
        yield folder
