"""The milestones of the tracks: which there are, what each needs, and running one."""

from __future__ import annotations

import ast
import runpy
import traceback
import warnings
from dataclasses import dataclass
from pathlib import Path

from dojo.base.importing import open_mine
from dojo.base.lines import Home, lines_of, raised_by_solution
from dojo.base.mine import Needs, all_parts, named_in, without_ours
from dojo.course.course import Course
from dojo.course.stubs import not_started


@dataclass(frozen=True)
class Milestone:
    """A script of a track that puts a learner's code to work.

    Parameters
    ----------
    course : Course
        The katas.
    track : str
        ``"01_linear_algebra"``.
    """

    course: Course
    track: str

    @property
    def file(self) -> Path:
        return self.course.root / "katas" / self.track / "milestone.py"

    @property
    def number(self) -> str:
        """Of its track, as it is typed."""
        return self.track.partition("_")[0].lstrip("0")

    @property
    def title(self) -> str:
        """Its first line."""
        return (ast.get_docstring(ast.parse(self.file.read_bytes())) or self.track).split("\n")[0].rstrip(".")

    def needs(self, directory: Path) -> list[str]:
        """The parts that it imports and that are not there, or not begun."""
        files = {name: place.solution(directory) for name in self.parts for place in [self.course.find(name)]}
        return [name for name, file in files.items() if not file.is_file() or not_started(file)]

    @property
    def parts(self) -> list[str]:
        """The parts that it can't do without, in the order in which they are due: its imports at the left margin."""
        named = set(named_in(self.file, deep=False))
        return [place.name for place in self.course.order if place.name in named]


def milestones(course: Course) -> list[Milestone]:
    """Those that there are, in the order of the tracks."""
    return [one for one in (Milestone(course, track) for track in course.tracks) if one.file.is_file()]


def run(milestone: Milestone, directory: Path, **settings) -> tuple[str, list[Path]]:
    """Run a milestone in this process.

    Parameters
    ----------
    milestone : Milestone
        The one.
    directory : Path
        The folder whose solutions it imports.
    **settings
        What it is told, as `dojo.milestone.setting` gives it.

    Returns
    -------
    str
        What went wrong, in a few lines; empty where nothing did.
    list of Path
        The pictures that it kept.
    """
    import dojo.mine  # noqa: F401  now, so that the milestone's own import of it changes nothing
    from dojo.milestone import begun

    table = all_parts(milestone.course.places, directory)
    home = Home(milestone.file.parent, tuple(table.values()))
    with begun(**settings) as pictures, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        open_mine(table)
        try:
            runpy.run_path(str(milestone.file), run_name="__main__")
        except Needs as error:
            return _wanting(error, milestone.course), pictures
        except NotImplementedError as error:
            return _unwritten(error, home, milestone.course), pictures
        except Exception as error:
            return _failed(error, home), pictures
    return "", pictures


def _wanting(needed: Needs, course: Course) -> str:
    """The part that is missing, and what to do."""
    is_shown = all(place.shows_solution for place in course.places)
    return f"this milestone {needed.msg}\n{needed.words if is_shown else without_ours(needed.words)}"


def _unwritten(error: NotImplementedError, home: Home, course: Course) -> str:
    """One sentence where a stub was called."""
    if not raised_by_solution(error, home):
        return _failed(error, home)
    return _wanting(Needs(Path(lines_of(error, home)[-1].file).stem, "which is not written yet"), course)


def _failed(error: Exception, home: Home) -> str:
    """What was raised, the learner's own lines on the way, and what to do where a part raised it."""
    way = lines_of(error, home)
    lines = "".join(f"\n  {line}" for line in way)
    part = Path(way[-1].file).stem if way else "milestone"
    more = "" if part == "milestone" else f"\nA milestone may ask more of your {part} than its core: is it complete?"
    return f"{''.join(traceback.format_exception_only(error)).strip()}{lines}{more}"
