"""What ``.dojo`` keeps of a kata, carried over where an update moves the kata or changes its judge."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dojo.base.files import KataFiles
from dojo.base.journal import FOLDER
from dojo.course.progress import Progress, digest_of
from dojo.course.results import JUDGE
from dojo.course.three_ways import Plan, judge_of, kata_of

_KEPT = {"green": ".py", "questions": ""}
"""The folders that keep a file for each kata, and how its name ends."""


def moves(carried: Mapping[str, str]) -> list[tuple[str, str]]:
    """The files that are kept for katas: from where to where."""
    return [
        (_kept(folder, old, ending), _kept(folder, new, ending))
        for old, new in carried.items()
        for folder, ending in _KEPT.items()
    ]


def _kept(folder: str, kata: str, ending: str) -> str:
    return f"{FOLDER}/{folder}/{kata.replace('/', '__')}{ending}"


def records(progress: Progress, made: Plan, files: Mapping) -> list[dict]:
    """The entries of the records that change: a kata has moved, or a green one has another judge and stays green.

    Parameters
    ----------
    progress : Progress
        As it is before the update.
    made : Plan
        What becomes of the files.
    files : mapping
        Each file that changes: what it holds, and what it is to hold.
    """
    found = [
        {"file": file, "old": old, "new": new, "where": {}, "set": {}}
        for old, new in made.carried.items()
        for file in ("progress.json", "hints.json")
    ]
    return [*found, *_green(progress, made, files)]


def _green(progress: Progress, made: Plan, files: Mapping) -> Iterator[dict]:
    for place in filter(progress.is_green, progress.course.places):
        kata = made.carried.get(place.id, place.id)
        before, after = progress.entry(place), _digests(place, kata, files)
        where = {name: before[name] for name in after}
        if where != after:
            changed = list(dict.fromkeys([*before["changed"], JUDGE]))
            yield {
                "file": "progress.json",
                "old": kata,
                "new": kata,
                "where": where,
                "set": {**after, "changed": changed},
            }


def _digests(place: KataFiles, kata: str, files: Mapping) -> dict[str, str]:
    """What tells the versions of a kata apart, as they will be."""
    held = {file.name: file.read_bytes() for file in place.judge.parent.glob("*.py")} if kata == place.id else {}
    new = {path.split("/", 3)[3]: now for path, (_, now) in files.items() if kata_of(path) == kata}
    held |= {name: now for name, now in new.items() if name.endswith(".py") and "/" not in name}
    judge = judge_of(kata).rpartition("/")[2]
    own = sorted((name, now) for name, now in held.items() if name != judge and now is not None)
    return {"solution": digest_of(own), "judge": digest_of([(judge, held.get(judge) or b"")])}
