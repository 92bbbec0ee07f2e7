"""The options of a run, and what is wrong with their values."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from dojo.course.course import Course
from dojo.course.practice import lay_out
from dojo.engine.base import sealed
from dojo.engine.base.files import KataFiles, find_directory
from dojo.engine.base.stages import STAGES
from dojo.engine.base.targets import TARGETS
from dojo.run.documents import why_not_written

GRADING = {"grade", "proof"}
"""Profiles of the examples under which a verdict is about all stages."""


_FOLDER, _SEVERAL, _FLAG, _NUMBER = {"metavar": "DIR"}, {"action": "append"}, {"action": "store_true"}, {"type": float}
_OPTIONS: dict[str, tuple[str, dict]] = {
    "--solution": ("judge the files of DIR, laid out like katas/ (default: the stubs)", _FOLDER),
    "--target": (f"run only on: {', '.join(TARGETS)}; repeatable", {**_SEVERAL, "metavar": "TARGET"}),
    "--stage": (f"judge only: {', '.join(STAGES)}; repeatable", {**_SEVERAL, "metavar": "STAGE"}),
    "--all-stages": ("judge every stage, also after one that is red", _FLAG),
    "--kata": ("only a kata, by its folder or name; repeatable", {**_SEVERAL, "metavar": "KATA"}),
    "--track": ("only the katas of a track, by its folder or number", {**_SEVERAL, "metavar": "TRACK"}),
    "--path": ("only the katas of a path, such as foundations", {"metavar": "PATH"}),
    "--day": ("only those of a day of the path; repeatable", {**_SEVERAL, "type": int, "metavar": "N"}),
    "--next": ("only the first kata that is not green yet", _FLAG),
    "--again": ("judge complete katas too, whose files are unchanged", _FLAG),
    "--timeout": ("CPU time that a call may take (default: 20)", {**_NUMBER, "default": 20.0, "metavar": "SECONDS"}),
    "--memory": ("memory that a solution may ask for (default: 4)", {**_NUMBER, "default": 4.0, "metavar": "GIB"}),
    "--in-process": ("run solutions in this process: for a debugger, not for a verdict", _FLAG),
    "--spawn": ("start an interpreter for each solution, as without fork", _FLAG),
    "--parts": ("whose earlier solutions mine is: a folder, or ours (default: that of --solution)", _FOLDER),
    "--hunt": ("judge the file of a bug hunt: dojo debug begins one", {"metavar": "KATA"}),
    "--verdict": ("write the verdict as JSON, for a program", {"metavar": "FILE", "type": Path}),
    "--complete": ("with --next: the first kata that is not complete yet", _FLAG),
}
"""The help and the settings of each option."""


def add_options(parser) -> None:
    """Add the options of a run, where that has not been done."""
    group = parser.getgroup("katas")
    if not group.options:
        for name, (words, settings) in _OPTIONS.items():
            group.addoption(name, help=words, **settings)


@dataclass
class Options:
    """The values of a run's options, checked.

    Parameters
    ----------
    directory : Path
        The folder whose solutions are judged.
    is_submission : bool
        Whether it is another than the stubs': ``--solution`` named it, or a bug is hunted.
    parts : Path
        The folder whose solutions can be imported from ``mine``.
    targets, stages, katas, tracks, days
        What was asked for; empty where nothing was.
    path : bool
        Whether a path was asked for, or days of one.
    all_stages : bool
        Whether every stage is judged.
    """

    directory: Path
    is_submission: bool
    parts: Path
    targets: list[str]
    stages: list[str]
    katas: list[KataFiles]
    tracks: list[str]
    days: list[int]
    path: bool
    all_stages: bool

    @classmethod
    def of(cls, config, course: Course) -> Options:
        """Read from the command line.

        Raises
        ------
        pytest.UsageError
            Where a value is none of those that there are.
        """
        option = config.option
        _check(option)
        is_grading = config.getoption("--hypothesis-profile", None) in GRADING
        try:
            sealed.opened(course.root)  # by this process, for all that xdist starts
            course.part(option.day or [])
            hunted = [_kata(option.hunt, course)] if option.hunt else []
            directory = find_directory(option.solution, course.root, course.places)
            directory = lay_out(hunted[0]) if hunted else directory
            parts = _parts("ours" if hunted else option.parts, directory, course)
        except (ValueError, sealed.Damaged) as error:
            raise pytest.UsageError(str(error)) from None
        return cls(
            directory=directory,
            is_submission=option.solution is not None or bool(hunted),
            parts=parts,
            targets=option.target or [],
            stages=option.stage or [],
            katas=hunted or [_kata(name, course) for name in option.kata or ()],
            tracks=[_track(name, course) for name in option.track or ()],
            days=option.day or [],
            path=bool(option.path or option.day),
            all_stages=option.all_stages or is_grading or option.solution is not None,
        )


def _check(option) -> None:
    """Refuse a value that there is not, and what does not go together."""
    for name, given, allowed in (("target", option.target, TARGETS), ("stage", option.stage, STAGES)):
        for value in given or ():
            if value not in allowed:
                raise pytest.UsageError(f"--{name} {value}: there is no such {name}; there are {', '.join(allowed)}")
    if option.complete and not option.next:
        raise pytest.UsageError("--complete goes with --next: the first kata that is not complete yet")
    if option.verdict is not None and (reason := why_not_written(option.verdict)):
        raise pytest.UsageError(f"--verdict {option.verdict}: {reason}")


def _parts(given: str | None, directory: Path, course: Course) -> Path:
    if given == "ours":
        return course.places[0].course / "reference"
    return directory if given is None else find_directory(given, course.root, course.places)


def _kata(name: str, course: Course) -> KataFiles:
    try:
        return course.find(name)
    except ValueError as error:
        raise pytest.UsageError(f"--kata: {error}") from None


def _track(name: str, course: Course) -> str:
    if (track := course.match_track(name)) is None:
        raise pytest.UsageError(f"--track {name}: there is no such track; there are {', '.join(course.tracks)}")
    return track
