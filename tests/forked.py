"""Programs in a process of their own that need not load the libraries: it is forked from one that has.

As the watch's are. What is about the start of a program, or about what it imports, takes `subprocess` all the same.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
import runpy
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis.configuration import set_hypothesis_home_dir

_FORKS = None
if sys.platform == "linux":  # elsewhere nothing is forked that holds torch
    _FORKS = multiprocessing.get_context("forkserver")
    _FORKS.set_forkserver_preload(
        ["dojo.cli.command", "dojo.run.plugin", "hypothesis.extra.numpy", "numpy", "tests.forked", "torch"]
    )


def forked(folder: Path, module: str, *arguments: str) -> subprocess.CompletedProcess:
    """Run a module in a folder as ``python -m`` does, with this process's environment."""
    command = [sys.executable, "-m", module, *arguments]
    if _FORKS is None:
        return subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8")
    with tempfile.TemporaryDirectory() as kept:
        files = Path(kept, "out"), Path(kept, "err")
        run = _FORKS.Process(target=_run, args=(folder, module, arguments, dict(os.environ), *files))
        run.start()
        run.join()
        said = [file.read_text(encoding="utf-8") for file in files]
    return subprocess.CompletedProcess(command, run.exitcode, *said)


def forked_pytest(folder: Path, *arguments: str) -> pytest.RunResult:
    """Run pytest in a folder, and print what it says."""
    begun = time.perf_counter()
    done = forked(folder, "pytest", *arguments)
    print(done.stdout, done.stderr, sep="\n")
    lines = done.stdout.splitlines(), done.stderr.splitlines()
    return pytest.RunResult(done.returncode, *lines, time.perf_counter() - begun)


def _run(folder: Path, module: str, arguments: tuple, environ: dict[str, str], out: Path, err: Path) -> None:
    os.chdir(folder)
    set_hypothesis_home_dir(Path(folder, ".hypothesis"))  # it was the folder of the server
    os.environ.clear()
    os.environ.update(environ)
    for stream, file in enumerate((os.devnull, out, err)):
        os.dup2(os.open(file, os.O_RDWR | os.O_CREAT), stream)
    sys.dont_write_bytecode = "PYTHONDONTWRITEBYTECODE" in environ
    sys.path.insert(0, str(folder))
    sys.argv[1:] = arguments
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    finally:
        atexit._run_exitfuncs()  # multiprocessing leaves them out
