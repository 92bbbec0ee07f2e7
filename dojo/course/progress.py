"""The katas that are green and complete, kept over partial runs and forgotten where a file has changed."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Container, Iterable
from pathlib import Path
from typing import Any

from dojo.course.course import Course
from dojo.course.practice import Practice
from dojo.course.record import Record, record_of
from dojo.course.results import JUDGE, UNJUDGED, UNTRIED, Result
from dojo.course.stubs import not_started
from dojo.engine.base.files import KataFiles, with_plain_ends
from dojo.engine.base.mine import imported, parts_of
from dojo.engine.base.stages import STAGES


def digest(*files: Path) -> str:
    """Return the digest of the names of some files and what they hold, whatever their line ends."""
    return digest_of((file.name, _held(file)) for file in files)


def digest_of(files: Iterable[tuple[str, bytes]]) -> str:
    """Return the digest of files that may yet be written, by their names and what they hold."""
    content = b"".join(name.encode() + b"\0" + with_plain_ends(held) for name, held in files)
    return hashlib.sha256(content).hexdigest()[:32]


def with_helpers(place: KataFiles, directory: Path) -> list[Path]:
    """Return the solution of a kata, and the helpers beside it."""
    beside = place.solution(directory).parent.glob("*.py")
    return sorted(file for file in beside if file.name != place.judge.name)


def _held(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""


class Progress:
    """The position in the course.

    A kata is *green* when every test of its core has passed, and *complete* when every test has that this machine can
    run.

    Parameters
    ----------
    course : Course
        The katas.
    directory : Path
        The folder whose solutions are judged.
    record : Record
        Where it is kept.

    Attributes
    ----------
    practice : Practice
        What is practised beyond green; nothing where another folder than the learner's own is judged.
    """

    def __init__(self, course: Course, directory: Path, record: Record):
        self.course, self.directory, self.record = course, directory, record
        is_own = record.file is not None and directory == course.root / "katas"
        self.practice = Practice(course.root if is_own else None)
        self.practice.record.notes = record.notes  # who shows the ones shows the others
        self._saved = record.read()
        self._entries: dict[str, dict] = {}

    @classmethod
    def of_stubs(cls, course: Course) -> Progress:
        """Return the learner's own."""
        katas = course.root / "katas"
        return cls(course, katas, record_of(course.root, katas))

    @property
    def is_new(self) -> bool:
        """Tell whether nothing was judged before."""
        return not self._saved

    # ------------------------------------------------------------------ what was judged before

    def _judged(self, place: KataFiles, field: str, empty: Any) -> Any:
        """Return a field of the entry; of a kata that was never judged no file is read."""
        return self.entry(place)[field] if place.id in self._entries or place.id in self._saved else empty

    def _stages(self, place: KataFiles) -> dict:
        return self._judged(place, "stages", {})

    def entry(self, place: KataFiles) -> dict:
        """Return what was judged of these very files."""
        if place.id not in self._entries:
            now, parts = self._files(place), self._parts(place)
            saved = self._saved.get(place.id, {})
            same = _is_whole(saved) and saved.get("solution") == now["solution"]
            has_its_judge = saved.get("judge") == now["judge"]
            if not same or not (has_its_judge or _is_green(saved["stages"])):
                was = _passed_before(saved) if has_its_judge else []
                last = saved["last"] if isinstance(saved.get("last"), str) else None
                saved = {"stages": {}, "last": last, "was": was, "grown": bool(saved.get("grown"))}
            changed = _changed(saved, parts, has_its_judge) if saved["stages"] else []
            self._entries[place.id] = {**saved, **now, "parts": parts, "changed": changed}
        return self._entries[place.id]

    def _files(self, place: KataFiles) -> dict[str, str]:
        """Return the digests of the solution with the helpers beside it, and of the judge, as they are now."""
        return {"solution": digest(*with_helpers(place, self.directory)), "judge": digest(place.judge)}

    def _parts(self, place: KataFiles) -> dict[str, str]:
        """Return the digests of the parts that the solution imports, as they are now."""
        parts = imported(place.solution(self.directory), parts_of(place, self.directory, self.stand_ins))
        return {name: digest(file) for name, file in sorted(parts.items())}

    def passed(self, place: KataFiles, stage: str) -> set[str]:
        """Return the tests of a stage that have passed, in these very files."""
        entry = self.entry(place)
        return set() if entry["changed"] else set(entry["stages"].get(stage, {}).get("passed", ()))

    def is_broken(self, place: KataFiles, case: str) -> bool:
        """Tell whether a test had passed before the solution was saved last."""
        return case in self.entry(place).get("was", [])

    def failed(self, place: KataFiles, stage: str) -> set[str]:
        """Return the tests of a stage that are red."""
        return set(self._stages(place).get(stage, {}).get("failed", ()))

    def last_failed(self, place: KataFiles) -> str | None:
        """Return the test that was red last, in these files or in those before."""
        return self.entry(place)["last"]

    def is_green_at(self, place: KataFiles, stage: str) -> bool:
        """Tell whether a stage has no test that is not green."""
        return _is_green_at(self._stages(place), stage)

    def is_green(self, place: KataFiles) -> bool:
        return _is_green(self._stages(place))

    @functools.cached_property
    def stand_ins(self) -> StandIns:
        """The katas for which ``mine`` has ours."""
        return StandIns(self)

    def is_complete(self, place: KataFiles) -> bool:
        return self.is_green(place) and all(self.is_green_at(place, stage) for stage in STAGES)

    def is_red(self, place: KataFiles) -> bool:
        """Tell whether its core is: one with an edge open is green."""
        return bool(self.failed(place, "core"))

    def edges_are_new(self, place: KataFiles) -> bool:
        """Tell whether it was complete, until an update of the course asked more of it; its core is green still."""
        return self.is_green(place) and bool(self._judged(place, "grown", False))

    def changed(self, place: KataFiles) -> list[str]:
        """Name what has changed since it was judged: its judge, by an update of the course, or parts it imports."""
        return self._judged(place, "changed", [])

    def red_parts(self, place: KataFiles) -> list[str]:
        """Name the parts that its solution imports and that are red."""
        return [part.name for part in self.course.named(self.entry(place)["parts"]) if self.is_red(part)]

    def next_of(self, places: list[KataFiles], complete: bool = False) -> KataFiles | None:
        """Return the first of some katas that is not green, not complete, or imports what has changed since."""
        done, among = self.is_complete if complete else self.is_green, set(places)
        due = (place for place in self.course.order if place in among)
        return next((place for place in due if not done(place) or {*self.changed(place)} - {JUDGE}), None)

    def practised_now(self, kind: str = "hunt") -> list[KataFiles]:
        """Return the katas whose hunt, or what else ``kind`` says, is on."""
        return [place for place in self.course.order if self.practice.open(place, kind)]

    # ------------------------------------------------------------------ what a run adds

    def add(self, place: KataFiles, results: list[Result]) -> None:
        """Take in what a run said of a kata."""
        entry = self.entry(place)
        now = {**self._files(place), "parts": self._parts(place)}
        if any(entry[name] != held for name, held in now.items()):
            return  # saved during the run: nobody knows which version was judged
        if any(result.state == UNJUDGED for result in results):
            return
        if entry["changed"]:
            grown = JUDGE in entry["changed"] and self.is_complete(place)
            entry |= {"changed": [], "stages": {}, "grown": grown or bool(entry.get("grown"))}
        for result in results:
            for stage, tests in zip(STAGES, result.tests, strict=False):
                _stage(entry, stage)["tests"] = tests
            if result.target == JUDGE:
                continue
            seen = _stage(entry, result.stage)
            for key, belongs in (("passed", result.state == "passed"), ("failed", _is_wrong(result))):
                others = {*seen[key]} - {result.case}
                seen[key] = sorted({*others, result.case} if belongs else others)
            if result.state in ("skipped", "passed"):
                seen["unavailable"] = result.state == "skipped"
        if red := sorted((r for r in results if _is_wrong(r) and r.target != JUDGE), key=lambda r: r.rank):
            entry["last"] = red[0].case
        if any(result.target == JUDGE for result in results):  # no verdict can be trusted
            entry["stages"] = {}
        entry["grown"] = bool(entry.get("grown")) and not self.is_complete(place)

    def save(self, places: list[KataFiles]) -> None:
        entries = {place.id: self.entry(place) for place in places}
        self.record.update(lambda saved: saved.update(entries))


class StandIns(Container[str]):
    """The untouched stubs of katas that the path does not have, or before the day where one began: there ours stand in.

    Parameters
    ----------
    progress : Progress
        The learner's own; of another folder of solutions nothing is ours.
    """

    def __init__(self, progress: Progress):
        self._progress, self._is = progress, functools.cache(self._stands_in)

    def __contains__(self, name) -> bool:
        return self._is(name)

    def _stands_in(self, name: str) -> bool:
        progress, course = self._progress, self._progress.course
        if course.path is None or progress.directory != course.root / "katas":
            return False
        others = (place for place in course.named([name]) if place not in course.on_path)
        return any(not_started(place.solution(progress.directory)) for place in others)


def _is_wrong(result: Result) -> bool:
    return result.is_red and result.state not in UNTRIED


def _stage(entry: dict, stage: str) -> dict:
    """Return what is kept of a stage; its number of tests is -1 where it is not known."""
    return entry["stages"].setdefault(stage, {"tests": -1, "passed": [], "failed": []})


def _is_green_at(stages: dict, stage: str) -> bool:
    seen = stages.get(stage)
    if seen is None or seen["tests"] < 0:
        return False
    return bool(seen.get("unavailable")) or len(seen["passed"]) >= seen["tests"]


def _passed_before(saved: dict) -> list[str]:
    """Name the tests that had passed; where none had, as of a file that did not load, those of the file before it."""
    passed = (seen["passed"] for seen in saved["stages"].values()) if _is_whole(saved) else ()
    return sorted(set().union(*passed)) or saved.get("was", [])


def _is_green(stages: dict) -> bool:
    return stages.get("core", {"tests": 0})["tests"] > 0 and _is_green_at(stages, "core")


def _changed(saved: dict, parts: dict[str, str], has_its_judge: bool) -> list[str]:
    """Name what has changed since a kata was judged: what was green is so still, until it is judged again."""
    changed = [name for name in parts if saved.get("parts", {}).get(name) != parts[name]]
    return list(dict.fromkeys([*saved.get("changed", []), *([] if has_its_judge else [JUDGE]), *changed]))


def _is_whole(saved: dict) -> bool:
    """Tell whether an entry has the form that is relied on, whoever wrote it."""
    match saved:
        case {"stages": dict(stages), "last": str() | None}:
            lists = (isinstance(saved.get(name, []), list) for name in ("changed", "was"))
            more = isinstance(saved.get("parts", {}), dict) and all(lists)
            return more and all(map(_is_a_stage, stages.values()))
    return False


def _is_a_stage(seen: object) -> bool:
    match seen:
        case {"tests": int(), "passed": list(passed), "failed": list(failed)}:
            return all(isinstance(case, str) for case in [*passed, *failed])
    return False
