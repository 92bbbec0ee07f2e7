"""The options of a run, and what is wrong with their values."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from dojo.base import sealed
from dojo.base.files import KataFiles, find_directory
from dojo.base.marks import STAGES
from dojo.base.targets import TARGETS
from dojo.course.course import Course
from dojo.course.practice import lay_out
from dojo.run.documents import why_not_written

GRADING = {"grade", "proof"}
"""Profiles of the examples under which a verdict is about all stages."""


def add_options(parser) -> None:
    """Add the options of a run, where that has not been done."""
    group = parser.getgroup("katas")
    if group.options:
        return
    group.addoption(
        "--solution", metavar="DIR", help="judge the files of DIR, laid out like katas/ (default: the stubs)"
    )
    group.addoption(
        "--target", action="append", metavar="TARGET", help=f"run only on: {', '.join(TARGETS)}; repeatable"
    )
    group.addoption("--stage", action="append", metavar="STAGE", help=f"judge only: {', '.join(STAGES)}; repeatable")
    group.addoption("--all-stages", action="store_true", help="judge every stage, also after one that is red")
    group.addoption("--kata", action="append", metavar="KATA", help="only a kata, by its folder or name; repeatable")
    group.addoption(
        "--track", action="append", metavar="TRACK", help="only the katas of a track, by its folder or number"
    )
    group.addoption("--path", metavar="PATH", help="only the katas of a path, such as foundations")
    group.addoption("--day", action="append", type=int, metavar="N", help="only those of a day of the path; repeatable")
    group.addoption("--next", action="store_true", help="only the first kata that is not green yet")
    group.addoption(
        "--timeout", type=float, default=20.0, metavar="SECONDS", help="CPU time that a call may take (default: 20)"
    )
    group.addoption(
        "--memory", type=float, default=4.0, metavar="GIB", help="memory that a solution may ask for (default: 4)"
    )
    group.addoption(
        "--in-process", action="store_true", help="run solutions in this process: for a debugger, not for a verdict"
    )
    group.addoption("--spawn", action="store_true", help="start an interpreter for each solution, as without fork")
    group.addoption(
        "--parts",
        metavar="DIR",
        help="whose earlier solutions mine is: a folder, or ours (default: that of --solution)",
    )
    group.addoption("--hunt", metavar="KATA", help="judge the file of a bug hunt: dojo debug begins one")
    group.addoption("--verdict", metavar="FILE", type=Path, help="write the verdict as JSON, for a program")
    group.addoption("--complete", action="store_true", help="with --next: the first kata that is not complete yet")


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
    all_stages, next, complete : bool
        Whether they were asked for.
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
    next: bool
    complete: bool

    @classmethod
    def of(cls, config, course: Course) -> Options:
        """Read from the command line.

        Raises
        ------
        pytest.UsageError
            Where a value is none of those that there are.
        """
        option = config.option
        for name, given, known in (("target", option.target, TARGETS), ("stage", option.stage, STAGES)):
            for value in given or ():
                if value not in known:
                    raise pytest.UsageError(f"--{name} {value}: there is no such {name}; there are {', '.join(known)}")
        if option.complete and not option.next:
            raise pytest.UsageError("--complete goes with --next: the first kata that is not complete yet")
        if option.verdict is not None and (told := why_not_written(option.verdict)):
            raise pytest.UsageError(f"--verdict {option.verdict}: {told}")
        grading = config.getoption("--hypothesis-profile", None) in GRADING
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
            all_stages=option.all_stages or grading or option.solution is not None,
            next=option.next,
            complete=option.complete,
        )


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
