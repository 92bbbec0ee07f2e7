"""``dojo collect``: the parts of a grading that ran on many machines, put together."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from dojo.classes.intake.overrides import read_overrides
from dojo.classes.intake.roster import Roster
from dojo.classes.out import outputs, similar
from dojo.classes.out.points import Points
from dojo.classes.out.text import counted, one_line
from dojo.classes.outcome import Stage, Verdict
from dojo.classes.work.store import MARK, Store, write
from dojo.course.course import Course

_UNKNOWN = {"core": 0, "edges": 0, "torch": 0}
EXPECTED = "expected.json"
"""What a part was asked to grade: by it, a missing result is known."""


def expect(store: Store, students: list[str], katas: list[str], shard: str | None, seed: int) -> None:
    """Note in a folder of results what is to be in it."""
    part = (shard or "1/1").replace("/", "_of_")
    told = {"shard": shard or "1/1", "students": students, "katas": katas, "seed": seed}
    write(store.folder / "parts" / part / EXPECTED, json.dumps(told, indent=1) + "\n")


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
    told = [json.loads(f.read_text(encoding="utf-8")) for s in stores for f in sorted(s.folder.rglob(EXPECTED))]
    students = sorted({student for part in told for student in part["students"]})
    asked = {(student, kata) for part in told for student in part["students"] for kata in part["katas"]}
    due = [(student, place.id) for student in students for place in course.places if (student, place.id) in asked]
    found = {pair: _read(stores, *pair) for pair in due}
    graded = [place for place in course.places if any(kata == place.id for _, kata in asked)]
    roster = Roster.read(roster_file) if roster_file else None
    points = Points.read(points_file, graded, course.places) if points_file else Points()
    everyone = [*students, *(roster.students if roster else ())]
    overrides = read_overrides(overrides_file, everyone, [p.id for p in course.places]) if overrides_file else {}
    verdicts = whole([verdict for verdict in found.values() if verdict is not None])
    notes = outputs.write_all(folder, verdicts, points.adjusted(roster, overrides), roster)
    similar.merge(folder, [store.folder for store in stores])
    verdicts_of = f"{counted(len(verdicts), 'verdict')} of {counted(len(students), 'student')}"
    say(f"{verdicts_of}, from {counted(len(told), 'part')}")
    faults = [*_faults(told), *(f"missing: {student}, {kata}" for (student, kata), one in found.items() if one is None)]
    for line in faults[:20]:
        say(line)
    if len(faults) > 20:
        say(f"and {len(faults) - 20} more are missing")
    say(f"written to {folder}: {', '.join(outputs.FILES)}")
    for line in notes:
        say(f"  {one_line(line, 400)}")
    return 1 if faults else 0


def _stores(folder: Path) -> list[Store]:
    """The results below a folder."""
    if not folder.is_dir():
        raise ValueError(f"{folder}: there is no such folder")
    parts = sorted(file.parents[2] for file in folder.rglob(f"parts/*/{EXPECTED}"))
    stores = [Store(part) for part in dict.fromkeys(parts) if (part / MARK).is_file()]
    if not stores:
        raise ValueError(f"{folder}: no results of dojo grade in it")
    return stores


def _faults(told: list[dict]) -> list[str]:
    """What is wrong with the parts of a grading as a whole."""
    lost = [f"missing: shard {shard} has no results" for shard in _lost_shards([part["shard"] for part in told])]
    differ = "the parts were judged with examples of different seeds: judge them again with one --seed"
    return [differ, *lost] if len({part.get("seed") for part in told}) > 1 else lost


def whole(verdicts: list[Verdict]) -> list[Verdict]:
    """Verdicts in which what is missing has the stages that others show its kata to have."""
    stages: dict[str, dict[str, int]] = {}
    for verdict in verdicts:
        if verdict.stages:
            stages.setdefault(verdict.kata, {name: stage.of for name, stage in verdict.stages.items()})
    return [v if v.stages else replace(v, stages=_nothing_of(v, stages.get(v.kata, _UNKNOWN))) for v in verdicts]


def _nothing_of(verdict: Verdict, stages: dict[str, int]) -> dict[str, Stage]:
    return {name: Stage(verdict.state, 0, count) for name, count in stages.items()}


def _read(stores: list[Store], student: str, kata: str) -> Verdict | None:
    for store in stores:
        if (found := store.read(student, kata)) is not None:
            return found
    return None


def _lost_shards(shards: list[str]) -> list[str]:
    """The parts that no folder is of."""
    parts = {shard.partition("/")[2] for shard in shards}
    return [f"{k}/{n}" for n in sorted(parts) for k in range(1, int(n) + 1) if f"{k}/{n}" not in shards]
