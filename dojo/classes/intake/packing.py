"""``dojo pack``: what a student hands in, as one archive that ``dojo grade`` takes as it is."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from dojo.classes.intake import intake, layout
from dojo.course import runs
from dojo.course.course import Course
from dojo.course.hints import Hints
from dojo.course.progress import Progress
from dojo.course.record import write_whole
from dojo.course.reset import KEPT
from dojo.course.states import state
from dojo.course.stubs import not_started, shipped
from dojo.engine.base.archive import zipped
from dojo.engine.base.files import KataFiles
from dojo.install.shipped import read_manifest
from dojo.run.listing import MARKUP

STUDY = ".dojo/study.json"
"""In the archive: counts of messages, without code or name; grading does not look there."""
_NAMED = 8
"""How many katas that are not begun are named."""


@dataclass(frozen=True)
class Packed:
    """The archive that a student hands in.

    Parameters
    ----------
    course : Course
        Whose katas.
    katas : dict of KataFiles to dict of str to bytes
        The files of each kata that was begun, by their paths from the root of the course.
    study : list of dict
        For a study, where the student wants it: how often each message was told, and followed by a mend.
    """

    course: Course
    katas: dict[KataFiles, dict[str, bytes]]
    study: list[dict] = field(default_factory=list)

    @property
    def archive(self) -> bytes:
        counts = {STUDY: json.dumps({"format": 1, "messages": self.study}).encode()} if self.study else {}
        return zipped({name: held for files in self.katas.values() for name, held in files.items()} | counts)

    def lines(self) -> list[tuple[str, dict]]:
        """Say what is in it with its state, and what is not begun: a line each, with its colour."""
        progress = Progress.of_stubs(self.course)
        begun = [_line(place, progress, files) for place, files in self.katas.items()]
        names = [place.name for place in self.course.places if place not in self.katas]
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        left = [f"not begun: {', '.join(names[:_NAMED])}{more}"] if names else []
        yellow = {"yellow": True}
        return [*((note, yellow) for note in progress.record.notes), *begun, *((line, yellow) for line in left)]


def pack(course: Course, study: bool = False) -> Packed:
    """Pack all that a learner has begun: the solutions, the helper files beside them, and for a study counts."""
    given = read_manifest(course.root)
    counts = runs.followed(course.root) if study else []
    return Packed(course, {place: _files(place, given) for place in course.places if is_begun(place)}, counts)


def is_begun(place: KataFiles) -> bool:
    """Tell whether a stub is no longer as it was shipped, and does something."""
    file = place.solution(place.root / "katas")
    if not file.is_file() or not_started(file):
        return False
    return file.read_bytes().replace(b"\r\n", b"\n") != (shipped(place) or "").encode()


def _files(place: KataFiles, given: dict[str, str]) -> dict[str, bytes]:
    """Read the solution of a kata, and what is beside it that the course has not brought."""
    solution = place.solution(place.root / "katas")
    beside = {file.relative_to(place.root).as_posix(): file for file in sorted(solution.parent.iterdir())}
    return {
        name: file.read_bytes()
        for name, file in beside.items()
        if (file == solution or name not in given)
        and (file.is_file() and layout.belongs(file.name, place) and not KEPT.search(file.name))
    }


def _line(place: KataFiles, progress: Progress, files: dict[str, bytes]) -> tuple[str, dict]:
    now = state(place, progress)
    helpers = [name.rpartition("/")[2] for name in files if not name.endswith(f"/{place.name}.py")]
    beside = f"  with {', '.join(helpers)}" if helpers else ""
    if taken := Hints(place.root).shown(place):
        now += f", {taken} hint{'s' * (taken > 1)} taken"
    return f"  {place.id:<42}{now}{beside}", MARKUP.get(now.split(",")[0], {})


def write(packed: Packed, out: Path) -> list[str]:
    """Write the archive, and read it as ``dojo grade`` will; return what that says of it, a line each."""
    out.parent.mkdir(parents=True, exist_ok=True)
    write_whole(out, packed.archive)
    submission = intake.read(out.stem, out, packed.course.places)
    return [note for notes in submission.notes.values() for note in notes]
