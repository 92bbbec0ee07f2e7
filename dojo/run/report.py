"""``dojo report``: the facts that somebody who looks for a fault needs of another machine."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, packages_distributions, version
from pathlib import Path

from dojo.course.course import Course
from dojo.engine.base.files import COURSE, KataFiles
from dojo.engine.base.files import version as version_of_course
from dojo.engine.base.targets import load_torch
from dojo.engine.process.child.gpu import look
from dojo.run.documents import judged_apart

_PACKAGES = "pytest", "hypothesis", "numpy", "torch", "pytest-xdist"


def report(course: Course, place: KataFiles | None, with_solution: bool) -> Iterator[str]:
    """The lines of a report: no names of folders, no names of people, and of solutions what is asked for.

    Parameters
    ----------
    course : Course
        The course.
    place : KataFiles or None
        A kata that is judged, and whose verdict is added.
    with_solution : bool
        Whether its solution is added as well.
    """
    yield f"course      {version_of_course()}, {'a clone' if course.root == COURSE else 'installed'}"
    yield f"python      {platform.python_version()} ({platform.python_implementation()})"
    yield f"platform    {platform.system()} {platform.release()}, {platform.machine()}, {os.cpu_count()} cores"
    yield from (f"{name:<11} {_version(name)}" for name in _PACKAGES)
    yield f"gpu         {_gpu()}"
    if others := set(packages_distributions().get("dojo", [])) - {"genai-katas"}:
        yield f"beside it   {', '.join(sorted(others))} installs a package called dojo too: one of them hides the other"
    if place is not None:
        yield f"\n{_verdict(place)}"
    if place is not None and with_solution:
        file = place.solution(place.root / "katas")
        yield f"\n{file.name}:\n\n{file.read_text(encoding='utf-8', errors='replace') if file.is_file() else 'missing'}"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def _gpu() -> str:
    """The GPU that computes, or why none does; and what this torch is built for."""
    torch = load_torch()
    name, why_not = look()
    cuda, rocm = torch.version.cuda, torch.version.hip
    build = f"CUDA {cuda}" if cuda else f"ROCm {rocm}" if rocm else "the CPU"
    return f"{name or why_not} (torch is built for {build})"


def _verdict(place: KataFiles) -> str:
    """Judge the kata, and give its verdict as JSON; what pytest says, where there is none."""
    output, verdict = judged_apart(place, ["--color=no"])
    text = json.dumps(verdict, indent=1) if verdict else output
    home = str(Path.home())
    return text.strip().replace(str(place.root), "COURSE").replace(home if len(home) > 1 else "\0", "HOME")
