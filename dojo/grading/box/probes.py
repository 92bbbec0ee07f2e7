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
from dojo.grading.box import layers
from dojo.grading.box.layers import LAYERS, is_installed
from dojo.grading.box.sandbox import Sandbox
from dojo.process.child.main import Setup
from dojo.process.client import Process

_ATTEMPTS = '''
import os
import resource
import socket
import subprocess


def attempts(secret, outside, port, victim):
    """What worked of all that must not, by name."""
    found = []

    def tried(name, attempt):
        try:
            if attempt() is not False:
                found.append(name)
        except BaseException:
            pass

    tried("read a file of the instructor", lambda: open(secret).read())
    tried("list the folder of submissions", lambda: os.listdir(os.path.dirname(secret)))
    tried("write a file outside", lambda: open(outside, "w").write("x"))
    tried("write into its own source", lambda: open(__file__, "a").write("x"))
    cat = ["cat", secret]
    tried("read through another program", lambda: b"secret" in subprocess.run(cat, capture_output=True).stdout)
    tried("link to a file of the instructor", lambda: (os.symlink(secret, "link"), open("link").read()))
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
_OPEN_IN_NONE = {
    *("read a file of the instructor", "list the folder of submissions", "write a file outside"),
    *("read through another program", "link to a file of the instructor", "write into its own source"),
    *("reach the network", "signal the judge", "signal everybody", "see the limits of the judge"),
}
"""What limits alone don't keep a solution from, or not everywhere."""


class Unavailable(ValueError):
    """A layer that was asked for does not hold here."""


def try_out(layer: str) -> list[str]:
    """Why a layer can't be relied on here; empty where it holds."""
    if (why := is_installed(layer)) is not None:
        return [why]
    with tempfile.TemporaryDirectory(prefix="dojo-secret-") as folder, socket.create_server(("127.0.0.1", 0)) as server:
        secret = Path(folder, "secret.txt")
        secret.write_text("secret")
        answers = _ask(layer, str(secret), str(Path(folder, "written")), server.getsockname()[1])
    if isinstance(answers, str):
        return [answers]
    found, value = answers
    broken = [f"a solution could {what}" for what in found if layer != "none" or what not in _OPEN_IN_NONE]
    return broken if value == 3.0 else [*broken, "a right solution does not work in it"]


def _ask(layer: str, secret: str, outside: str, port: int):
    box = Sandbox(layer)
    try:
        file = box.solutions / "attempts.py"
        file.write_text(_ATTEMPTS)
        file.chmod(0o644)
        process = Process(Setup(file, box.dump), lambda: box.begin(False), 30.0)
        answers = []
        for scenario, args in (("attempts", (secret, outside, port, os.getpid())), ("works", (".",))):
            answer = process.answer(Question(scenario, args, {}, TARGETS["python"]), 1)
            if not isinstance(answer, Answer) or answer.raised is not None:
                told = answer.raised.text if isinstance(answer, Answer) else answer.title
                return f"a solution can't be run in it: {told}"
            answers.append(answer.value)
        process.close()
    except Exception as error:
        return f"it could not be started ({type(error).__name__}{f': {error}' if str(error) else ''})"
    finally:
        box.close()
    return answers


def choose(asked: str) -> tuple[str, list[str]]:
    """The layer to use, and why each better one is not.

    Parameters
    ----------
    asked : str
        ``"auto"``, or a layer.

    Raises
    ------
    Unavailable
        Where a layer was asked for and does not hold.
    """
    if asked != "auto":
        if asked not in LAYERS:
            raise Unavailable(f"--sandbox {asked}: there is no such layer; there are auto, {', '.join(LAYERS)}")
        if faults := try_out(asked):
            raise Unavailable(f"--sandbox {asked}: {'; '.join(faults)}")
        return asked, []
    refused = []
    for layer in LAYERS:
        faults = try_out(layer)
        if not faults:
            return layer, refused
        refused += [f"not {layer}: {fault}" for fault in faults]
    raise Unavailable(f"no sandbox works here: {'; '.join(refused)}")


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
