"""``dojo collect``: the parts of a grading that ran on many machines, put together."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from dojo.classes.intake.roster import Roster
from dojo.classes.out import outputs
from dojo.classes.out.points import Points
from dojo.classes.out.text import counted
from dojo.classes.outcome import Stage, Verdict
from dojo.classes.work.store import MARK, Store, write
from dojo.course.course import Course

_UNKNOWN = {"core": 0, "edges": 0, "torch": 0}
EXPECTED = "expected.json"
"""The file that says what a part was asked to grade: by it, a missing result is known."""
_FAULTS = 20
"""So many are said."""


def expect(store: Store, students: list[str], katas: list[str], shard: str | None, seed: int) -> None:
    """Note in a folder of results what is to be in it."""
    part = (shard or "1/1").replace("/", "_of_")
    expected = {"shard": shard or "1/1", "students": students, "katas": katas, "seed": seed}
    write(store.folder / "parts" / part / EXPECTED, json.dumps(expected, indent=1) + "\n")


def collect(
    root: Path,
    folder: Path,
    points_file: Path | None,
    say,
    roster_file: Path | None = None,
    overrides_file: Path | None = None,
) -> int:
    """Merge the results below a folder, and write the tables there.

    Parameters
    ----------
    root : Path
        The course.
    folder : Path
        Of the results of one grading, or of the folders of its parts.
    points_file : Path or None
        A ``points.toml``.
    say : callable
        Takes each line of text.
    roster_file, overrides_file : Path or None
        Tables of the class, as `dojo grade` takes them.

    Returns
    -------
    int
        0 where every result is there, 1 where one is missing, or the parts had different seeds.

    Raises
    ------
    ValueError
        Where the folder holds no results.
    """
    course, stores = Course(root), _stores(folder)
    parts = [_part(file) for store in stores for file in sorted(store.folder.rglob(EXPECTED))]
    verdicts = {pair: _read(stores, *pair) for pair in _due(parts, course)}
    students, katas = sorted({student for student, _ in verdicts}), {kata for _, kata in verdicts}
    graded = [place for place in course.places if place.id in katas]
    roster = Roster.read(roster_file) if roster_file else None
    everyone = [*students, *(roster.students if roster else ())]
    points = Points.of_class(graded, course.places, everyone, roster, points_file, overrides_file)
    there = whole([verdict for verdict in verdicts.values() if verdict is not None])
    notes = outputs.write_all(folder, there, points, roster)
    faults = [*_faults(parts), *(f"missing: {who}, {kata}" for (who, kata), each in verdicts.items() if each is None)]
    of_students = f"{counted(len(there), 'verdict')} of {counted(len(students), 'student')}"
    more = [f"and {len(faults) - _FAULTS} more are missing"] if len(faults) > _FAULTS else []
    from_parts = f"{of_students}, from {counted(len(parts), 'part')}"
    for line in [from_parts, *faults[:_FAULTS], *more, *outputs.written(folder, notes)]:
        say(line)
    return 1 if faults else 0


def _stores(folder: Path) -> list[Store]:
    """Find the results below a folder."""
    if not folder.is_dir():
        raise ValueError(f"{folder}: there is no such folder")
    parts = sorted(file.parents[2] for file in folder.rglob(f"parts/*/{EXPECTED}"))
    stores = [Store(part) for part in dict.fromkeys(parts) if (part / MARK).is_file()]
    if not stores:
        raise ValueError(f"{folder}: no results of dojo grade in it")
    return stores


def _part(file: Path) -> dict:
    return json.loads(file.read_text(encoding="utf-8"))


def _due(parts: list[dict], course: Course) -> list[tuple[str, str]]:
    """List whose verdicts on which katas the parts were asked for, in the order of the course."""
    asked = {(student, kata) for part in parts for student in part["students"] for kata in part["katas"]}
    order = {place.id: number for number, place in enumerate(course.places)}
    return sorted((pair for pair in asked if pair[1] in order), key=lambda pair: (pair[0], order[pair[1]]))


def _faults(parts: list[dict]) -> list[str]:
    """Say what is wrong with the parts of a grading as a whole."""
    lost = [f"missing: shard {shard} has no results" for shard in _lost_shards([part["shard"] for part in parts])]
    differ = "the parts were judged with examples of different seeds: judge them again with one --seed"
    return [differ, *lost] if len({part.get("seed") for part in parts}) > 1 else lost


def whole(verdicts: list[Verdict]) -> list[Verdict]:
    """Give verdicts on what is missing the stages that others show its kata to have."""
    stages = {v.kata: {name: stage.of for name, stage in v.stages.items()} for v in reversed(verdicts) if v.stages}

    def with_stages(verdict: Verdict) -> Verdict:
        counts = stages.get(verdict.kata, _UNKNOWN)
        return replace(verdict, stages={name: Stage(verdict.state, 0, count) for name, count in counts.items()})

    return [verdict if verdict.stages else with_stages(verdict) for verdict in verdicts]


def _read(stores: list[Store], student: str, kata: str) -> Verdict | None:
    read = (store.read(student, kata) for store in stores)
    return next((verdict for verdict in read if verdict is not None), None)


def _lost_shards(shards: list[str]) -> list[str]:
    """List the parts that no folder is of."""
    parts = {shard.partition("/")[2] for shard in shards}
    return [f"{k}/{n}" for n in sorted(parts) for k in range(1, int(n) + 1) if f"{k}/{n}" not in shards]
