"""The milestones of the tracks: the list of them, what each needs, and running one."""

from __future__ import annotations

import ast
import runpy
import traceback
import warnings
from collections.abc import Container, Mapping
from dataclasses import dataclass
from pathlib import Path

from dojo.course.course import Course
from dojo.course.stubs import not_started, stubs_in
from dojo.engine.base.importing import open_mine
from dojo.engine.base.lines import Home, lines_of
from dojo.engine.base.mine import Needs, asked_from, asked_in, named_in, without_ours
from dojo.engine.base.unwritten import raised_by_stub

FILES = "milestone.py", "milestone_*.py"
"""The files in the folder of a track: the milestone of the whole track, and smaller ones with names."""

_DRAWS = {"save", "save_animation"}
"""The functions that a milestone keeps its pictures with."""


@dataclass(frozen=True)
class Milestone:
    """A script of a track that puts a learner's code to work.

    Parameters
    ----------
    course : Course
        The katas.
    track : str
        ``"01_linear_algebra"``.
    stem : str
        Of its file: ``"milestone_first_look"`` is the milestone ``first_look``.
    """

    course: Course
    track: str
    stem: str = "milestone"

    @property
    def file(self) -> Path:
        return self.course.root / "katas" / self.track / f"{self.stem}.py"

    @property
    def number(self) -> str:
        """The name that is typed: the number of its track, or its own name where it has one."""
        return self.stem.partition("_")[2] or self.track.partition("_")[0].lstrip("0")

    @property
    def id(self) -> str:
        """``"01_linear_algebra"``, or ``"10_language_model-first_look"``: no other has it."""
        return "-".join(filter(None, (self.track, self.stem.partition("_")[2])))

    @property
    def title(self) -> str:
        """Its first line."""
        return self.about.split("\n")[0].rstrip(".")

    @property
    def about(self) -> str:
        """The text with which it begins."""
        return ast.get_docstring(ast.parse(self.file.read_bytes())) or self.track

    @property
    def drawn(self) -> list[str]:
        """The names of the pictures that it keeps, in their order."""
        pictures = []
        for node in ast.walk(ast.parse(self.file.read_bytes())):
            match node:
                case ast.Call(func=ast.Name(id=name), args=[_, ast.Constant(value=str(picture))]) if name in _DRAWS:
                    pictures.append((node.lineno, picture))
        return [picture for _, picture in sorted(pictures)]

    @property
    def printed(self) -> Path:
        """The file of what it printed with our parts: how long that took, and then the rest."""
        return self.file.with_suffix(".txt")

    @property
    def shown(self) -> list[Path]:
        """The files that are shipped of a run of it: what it printed, and its pictures."""
        pictures = (file for name in self.drawn for file in sorted(self.file.parent.glob(f"{name}.*")))
        return [file for file in (self.printed, *pictures) if file.is_file()]

    def needs(self, table: Mapping[str, Path]) -> list[str]:
        """Name the parts that it would miss as it runs, in the order in which they are due.

        It looks at the parts of parts, too: a part is missing where its file is, or where what is imported of it is
        still a stub.

        Parameters
        ----------
        table : mapping of str to Path
            The file of each part, by its name.
        """
        asked = ((part, name, table[part]) for part, name in self._asked(table))
        missing = {
            part for part, name, file in asked if not file.is_file() or not_started(file) or name in stubs_in(file)
        }
        return self._as_due(missing)

    def by_ours(self, table: Mapping[str, Path], stand_ins: Container[str]) -> list[str]:
        """Name the parts that it runs with and that are ours, in the order in which they are due."""
        return self._as_due({part for part, _ in self._asked(table) if part in stand_ins})

    def _asked(self, table: Mapping[str, Path]) -> list[tuple[str, str]]:
        """The parts that it imports, and those that they import, each with what is taken of it."""
        return asked_from(asked_in(self.file, deep=False), table)

    @property
    def parts(self) -> list[str]:
        """The parts that it can't do without, in the order in which they are due: its imports at the left margin."""
        return self._as_due(set(named_in(self.file, deep=False)))

    def _as_due(self, names: set[str]) -> list[str]:
        return [place.name for place in self.course.order if place.name in names]


def milestones(course: Course) -> list[Milestone]:
    """Return all, in the order of the tracks; that of a whole track comes before its smaller ones."""
    folder = course.root / "katas"
    files = ((track, file) for track in course.tracks for name in FILES for file in sorted((folder / track).glob(name)))
    return [Milestone(course, track, file.stem) for track, file in files]


def find(course: Course, name: str) -> Milestone:
    """Return the milestone of a name, or of a track by its number, its words or its folder.

    Raises
    ------
    ValueError
        Where there is none.
    """
    track, number, there = course.match_track(name), name.replace("-", "_"), milestones(course)
    matches = [m for m in there if m.number == number] or [m for m in there if m.id == track]
    if not matches:
        raise ValueError(f"{name} has no milestone; there are {', '.join(m.number for m in there)}")
    return matches[0]


def ready(course: Course, track: str, table: Mapping[str, Path]) -> Milestone | None:
    """Return the milestone of a track that can run now: its own, else a smaller one.

    Parameters
    ----------
    course, track
        The katas, and the track.
    table : mapping of str to Path
        The file of each part, by its name.
    """
    return next((m for m in milestones(course) if m.track == track and not m.needs(table)), None)


def missing(milestone: Milestone, needs: list[str]) -> str:
    """Say of a milestone that can't run yet which parts are missing, and how to see it all the same."""
    parts = "1 part that is" if len(needs) == 1 else f"{len(needs)} parts that are"
    return (
        f"{milestone.title} needs {parts} not written yet: {', '.join(needs)}.\n"
        f"dojo milestone {milestone.number} --parts ours shows it with ours."
    )


def run(milestone: Milestone, table: Mapping[str, Path], **settings) -> tuple[str, list[Path]]:
    """Run a milestone in this process.

    Parameters
    ----------
    milestone : Milestone
        The script.
    table : mapping of str to Path
        The file of each part that it may import, by its name.
    **settings
        As `dojo.milestone.begun` takes them.

    Returns
    -------
    str
        What went wrong, in a few lines; empty where nothing did.
    list of Path
        The pictures that it kept.
    """
    import dojo.mine  # noqa: F401  now, so that the milestone's own import of it changes nothing
    from dojo.milestone import begun, say

    if needs := milestone.needs(table):
        return missing(milestone, needs), []
    home = Home(milestone.file.parent, tuple(table.values()))
    with begun(**settings) as pictures, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        open_mine(table)
        try:
            runpy.run_path(str(milestone.file), {"print": say}, run_name="__main__")
        except Needs as error:
            return _wanting(error, milestone.course), pictures
        except NotImplementedError as error:
            return _unwritten(error, home, milestone.course), pictures
        except KeyboardInterrupt:
            return "It was stopped.", pictures
        except Exception as error:  # of a milestone, and of the learner's parts: any
            return _failed(error, home), pictures
    return "", pictures


def _wanting(needed: Needs, course: Course) -> str:
    """Name the part that is missing, and say what to do."""
    is_shown = all(place.shows_solution for place in course.places)
    return f"this milestone {needed.msg}\n{needed.words if is_shown else without_ours(needed.words)}"


def _unwritten(error: NotImplementedError, home: Home, course: Course) -> str:
    """Say in one sentence that a stub was called."""
    if not raised_by_stub(error, home):
        return _failed(error, home)
    return _wanting(Needs(Path(lines_of(error, home)[-1].file).stem, "which is not written yet"), course)


def _failed(error: Exception, home: Home) -> str:
    """Say what was raised, the learner's own lines on the way, and what to do where a part raised it."""
    way = lines_of(error, home)
    lines = "".join(f"\n  {line}" for line in way)
    part = home.part_of(way[-1].file) if way else None
    more = f"\nA milestone may ask more of your {part} than its core: is it complete?" if part else ""
    return f"{''.join(traceback.format_exception_only(error)).strip()}{lines}{more}"
