"""The processes that answer for solutions in this run: one for each, or this one."""

from __future__ import annotations

import functools
import sys
from pathlib import Path
from typing import NamedTuple

from dojo.engine.base.questions import Answer, Question
from dojo.engine.base.targets import TORCH_CPU, Target
from dojo.engine.process.child import gpu
from dojo.engine.process.child.runner import Setup
from dojo.engine.process.client import Process
from dojo.engine.process.spawning import InProcess, Processes

_DEBUGGERS = ("pydevd", "debugpy", "bdb")
_kept: dict[bool, Processes] = {}


def _processes(spawn: bool, with_torch: bool) -> Processes:
    """Kept for the life of this process: what is forked first holds least."""
    if spawn not in _kept:
        _kept[spawn] = Processes(spawn, with_torch)
    return _kept[spawn]


class Solutions:
    """Hands out what answers for the solutions of a run.

    Parameters
    ----------
    config : pytest.Config
        Whose options say how.
    torch_is_due : bool
        Whether torch will be needed: then it is imported once, here, before any judge is, and forked.
    processes : Processes, optional
        Where they come from, in place of this process's own.
    """

    def __init__(self, config, torch_is_due: bool, processes: Processes | None = None):
        option = config.option
        self._seconds, self._memory = option.timeout, option.memory
        self._show_prints = option.capture == "no"
        self._coverage = _coverage_of(config)
        in_process = why_in_process(option) is not None
        with_torch = torch_is_due or "torch" in sys.modules
        self._processes = None if in_process else processes or _processes(option.spawn, with_torch)

    def solution(
        self,
        file: Path,
        target: Target,
        random: bool,
        seconds: float | None = None,
        parts: dict[str, Path] | None = None,
    ) -> Process | InProcess:
        """Give what answers for a solution.

        Parameters
        ----------
        file : Path
            The solution.
        target : Target
            Where it runs.
        random : bool
            Whether the kata may draw from the global random generators.
        seconds : float, optional
            The CPU time that a question of this kata may take, where it is more than others'.
        parts : dict of str to Path, optional
            What it may import from ``mine``.
        """
        needs = {"random": random, "show_prints": self._show_prints, "parts": parts or {}}
        if self._processes is None:
            return InProcess(Setup(file, **needs))
        return self._processes.process(
            file,
            on_torch=target.on_torch,
            seconds=max(self._seconds, seconds or 0.0),
            memory=0.0 if target.needs_gpu else self._memory,
            measure=(f"{file.parent}/*",) if self._coverage is not None else (),
            **needs,
        )

    def close(self, solution: Process | InProcess) -> None:
        """End a process, and hand the lines that it has run to ``--cov``."""
        if self._coverage is not None and (lines := solution.lines_covered()):
            self._coverage.get_data().add_lines(lines)
        solution.close()

    def gpu(self) -> Gpu:
        """Return the GPU that computes: a process of its own looks for it, since a look spoils later forks."""
        return _gpu(self._processes)


class Gpu(NamedTuple):
    """The GPU of this machine, as torch has it.

    Parameters
    ----------
    name : str
        What it is called; empty where none computes.
    why_not : str
        Why none does.
    """

    name: str
    why_not: str


@functools.cache
def _gpu(processes: Processes | None) -> Gpu:
    if processes is None:
        return Gpu(*gpu.look())
    probe = processes.process(Path(gpu.__file__), on_torch=True, seconds=60, memory=0)
    try:
        answer = probe.answer(Question("look", (), {}, TORCH_CPU), 0)
    finally:
        probe.close()
    found = answer.value if isinstance(answer, Answer) else None
    return Gpu(*found) if found else Gpu("", gpu.UNUSABLE.format("torch fails as it looks for it"))


def _coverage_of(config):
    """Find what measures the lines of this run, where ``--cov`` asks for it."""
    plugin = config.pluginmanager.getplugin("_cov")
    return getattr(getattr(plugin, "cov_controller", None), "cov", None)


def why_in_process(option) -> str | None:
    """Why solutions run in this process, where they do."""
    if option.in_process:
        return "--in-process"
    if option.usepdb or option.trace:
        return "--pdb"
    if sys.gettrace() is not None and any(name in sys.modules for name in _DEBUGGERS):
        return "a debugger is attached"
    return None
