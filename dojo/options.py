"""The options of a run, and what is wrong with their values."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from dojo.course import Course
from dojo.marks import STAGES
from dojo.targets import TARGETS

GRADING = {"grade", "proof"}
"""Profiles of the examples under which a verdict is about all stages."""


def add_options(parser) -> None:
    group = parser.getgroup("katas")
    group.addoption(
        "--solution", metavar="DIR", help="judge the files of DIR, laid out like katas/ (default: the stubs)"
    )
    group.addoption(
        "--target", action="append", metavar="TARGET", help=f"run only on: {', '.join(TARGETS)}; repeatable"
    )
    group.addoption("--stage", action="append", metavar="STAGE", help=f"judge only: {', '.join(STAGES)}; repeatable")
    group.addoption("--all-stages", action="store_true", help="judge every stage, also after one that is red")
    group.addoption(
        "--track", action="append", metavar="TRACK", help="only the katas of a track, by its folder or number"
    )
    group.addoption("--day", action="append", type=int, metavar="N", help="only the katas of a day of the course")
    group.addoption("--fast-track", action="store_true", help="only the katas that one needs on day 1")
    group.addoption("--next", action="store_true", help="only the first kata that is not green yet")
    group.addoption("--complete", action="store_true", help="with --next: the first kata that is not complete yet")


@dataclass
class Options:
    """The values of a run's options, checked.

    Parameters
    ----------
    directory : Path
        The folder whose solutions are judged.
    is_submission : bool
        Whether ``--solution`` named it.
    targets, stages, tracks, days
        What was asked for; empty where nothing was.
    all_stages, fast_track, next, complete : bool
        Whether they were asked for.
    """

    directory: Path
    is_submission: bool
    targets: list[str]
    stages: list[str]
    tracks: list[str]
    days: list[int]
    all_stages: bool
    fast_track: bool
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
        if unknown := sorted(set(option.day or ()) - set(course.days)):
            days = ", ".join(map(str, course.days)) or "none"
            raise pytest.UsageError(f"--day {unknown[0]}: no kata is of that day; there are {days}")
        if option.complete and not option.next:
            raise pytest.UsageError("--complete goes with --next: the first kata that is not complete yet")
        grading = config.getoption("--hypothesis-profile", None) in GRADING
        return cls(
            directory=_directory(config, course),
            is_submission=option.solution is not None,
            targets=option.target or [],
            stages=option.stage or [],
            tracks=[_track(name, course) for name in option.track or ()],
            days=option.day or [],
            all_stages=option.all_stages or grading or option.solution is not None,
            fast_track=option.fast_track,
            next=option.next,
            complete=option.complete,
        )


def _directory(config, course: Course) -> Path:
    given = config.option.solution
    if given is None:
        return config.rootpath / "katas"
    directory = next((d for d in (Path.cwd() / given, config.rootpath / given) if d.is_dir()), None)
    if directory is None:
        raise pytest.UsageError(f"--solution {given}: there is no such folder")
    if not any(place.solution(directory).is_file() for place in course.places):
        wanted = course.places[0].solution(Path(given)) if course.places else given
        raise pytest.UsageError(f"--solution {given}: no kata in it; a solution is a file like {wanted}")
    return directory.resolve()


def _track(name: str, course: Course) -> str:
    if (track := course.match_track(name)) is None:
        raise pytest.UsageError(f"--track {name}: there is no such track; there are {', '.join(course.tracks)}")
    return track
