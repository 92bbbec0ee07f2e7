"""A class graded in each layer of the sandbox, killed twice and gone on: is every verdict as its generator knows?"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from benchmarks.hostile import OPEN, told
from dojo.classes.outcome import Verdict
from dojo.classes.work.store import Store

if TYPE_CHECKING:
    from benchmarks.students import Made

ROOT = Path(__file__).resolve().parents[1]
_KILLED = ((1 / 3, signal.SIGINT), (2 / 3, signal.SIGKILL))
"""After which share of the verdicts the grading is killed, and how."""


def compare(made: Made, folder: Path, katas: list[str], layers: list[str], jobs: int) -> int:
    """Grade a class in each layer, and print what is not as it must be.

    Parameters
    ----------
    made : Made
        The class.
    folder : Path
        Where the results go, and what is temporary.
    katas : list of str
        What is graded.
    layers : list of str
        Of the sandbox.
    jobs : int
        Processes that judge.

    Returns
    -------
    int
        1 where something is printed, or a grading fails.
    """
    odd, verdicts, known = [], {}, 0
    for layer in layers:
        out, temporary = folder / f"results-{layer}", folder / f"temporary-{layer}"
        code = _grade(made, out, temporary, ["--katas", *katas, "--sandbox", layer, "--jobs", str(jobs)])
        store = Store(out)
        read = {key: store.read(*key) for key in made.known}
        verdicts[layer] = {key: verdict for key, verdict in read.items() if verdict is not None}
        surprises = made.surprises(verdicts[layer], layer)
        known += len(made.known) - len(surprises)
        odd += [f"{layer}: {line}" for line in surprises]
        odd += [f"{layer}: the grading ended with {code}"] if code else []
        odd += [f"{layer}: {left.name} is left in the temporary folder" for left in temporary.iterdir()]
        odd += [f"{layer}: {left} still runs" for left in _running(str(folder.resolve()))]
    odd += _disagreements(made, verdicts)
    print(f"{known} of {len(made.known) * len(layers)} states and points as the generator knows", *odd, sep="\n")
    return 1 if odd else 0


def _grade(made: Made, out: Path, temporary: Path, arguments: list[str]) -> int:
    """Grade the class, killed twice on the way; the exit code of the last run."""
    for old in (out, temporary):
        shutil.rmtree(old, ignore_errors=True)
    temporary.mkdir(parents=True)
    temporary.chmod(0o755)
    command = [sys.executable, "-m", "dojo", "grade", str(made.folder.resolve()), "--out", str(out.resolve())]
    command += [*arguments, "--timeout", "5", "--seed", "0"]
    told = {"cwd": ROOT, "env": {**os.environ, "TMPDIR": str(temporary.resolve())}}
    for share, how in _KILLED:
        with subprocess.Popen(command, **told) as grading:
            while grading.poll() is None and len(list(out.glob("results/*/*.json"))) < share * len(made.known):
                time.sleep(0.1)
            grading.send_signal(how)
    return subprocess.run(command, check=False, **told).returncode


def _running(folder: str) -> list[str]:
    """The processes that know a folder; they may take a moment to end."""
    own = {os.getpid(), *(process.pid for process in psutil.Process().parents())}
    for _ in range(50):
        found = [process.info for process in psutil.process_iter(["pid", "cmdline"]) if process.pid not in own]
        left = [f"{told['pid']}" for told in found if folder in " ".join(told["cmdline"] or [])]
        if not left:
            break
        time.sleep(0.1)
    return left


def _disagreements(made: Made, verdicts: dict[str, dict[tuple[str, str], Verdict]]) -> list[str]:
    """Where layers that allow the same come to other points, or of what is not hostile to another state."""
    found = []
    for key, known in made.known.items():
        seen = {layer: told(own.get(key)) for layer, own in verdicts.items() if known.what not in OPEN.get(layer, ())}
        points = {text.partition(", ")[2] if known.earns.get("core") is False else text for text in seen.values()}
        if len(points) > 1:
            found.append(f"{', '.join(key)}: {'; '.join(f'{layer}: {text}' for layer, text in seen.items())}")
    return found
