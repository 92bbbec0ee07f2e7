"""The practice beyond green: bug hunts, questions and recalls, kept in a file of their own."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Protocol

from dojo.course import paths
from dojo.course.choices import Choice, questions_of
from dojo.course.record import FOLDER, Record
from dojo.engine.base.files import KataFiles

FORMAT = 1
FOLDER_OF_HUNTS = "hunts"
_BREAKS = re.compile(r"^def breaks\(.*?(?=^\S|\Z)", re.M | re.S)


class Practised(Protocol):
    """A kata, or what else is practised under a name."""

    @property
    def name(self) -> str: ...

    @property
    def root(self) -> Path: ...


def names_of(place: Practised) -> list[str]:
    """Return the name of a kata, and those that it had before."""
    file = place.root / paths.FILE
    renamed = paths.read(file.read_text(encoding="utf-8")).renamed if file.is_file() else {}
    return [place.name, *(old for old, new in renamed.items() if new == place.name)]


def file_of(place: KataFiles) -> Path:
    """Return the file of a kata's hunt, under the name that the kata had as it began."""
    files = [place.root / FOLDER_OF_HUNTS / f"{name}.py" for name in names_of(place)]
    return next((file for file in files if file.exists()), files[0])


def lay_out(place: KataFiles) -> Path:
    """Write the file of a hunt to where it can be judged: without ``breaks``, which is no solution.

    Returns
    -------
    Path
        The folder of solutions, laid out like ``katas``.

    Raises
    ------
    ValueError
        Where there is no such file.
    """
    try:
        held = file_of(place).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise ValueError(f"no hunt is on for {place.name}: dojo debug {place.name} begins one") from None
    copy = place.solution(place.root / FOLDER / "hunted")
    copy.parent.mkdir(parents=True, exist_ok=True)
    copy.write_text(_BREAKS.sub("\n", held), encoding="utf-8")
    return place.root / FOLDER / "hunted"


def veiled(mistake: str, seed: int) -> str:
    """Return the name of a mistake in a form that gives nothing away."""
    return hashlib.sha256(f"{seed} {mistake}".encode()).hexdigest()[:16]


_TYPES: dict[str, type | tuple[type, ...]] = {
    **dict.fromkeys(("kata", "kind", "began", "ended", "how", "text", "words", "chosen", "when", "idea"), str),
    **dict.fromkeys(("seed", "size", "seen", "lines", "guesses", "hints", "runs", "changed", "number"), int),
    "mistake": (str, list),
}
"""The fields that are kept, with their types: an entry with another type is left alone."""
_NEEDED = {
    "hunt": {"kata", "began", "mistake", "seed", "guesses", "hints"},
    "recall": {"kata", "began", "runs"},
    "missed": {"kata", "words"},
    "question": {"kata", "number", "chosen", "when"},
}


def kind_of(entry: dict) -> str:
    """Return ``"hunt"``, ``"question"``, ``"recall"``, or ``"missed"``: the idea that a red run has named."""
    return entry.get("kind", "hunt")


def time_of(entry: dict) -> str | None:
    """Return when a hunt or a recall was over, or a question answered; None while it is on."""
    return entry.get("when", entry.get("ended"))


def _is_whole(entry: dict) -> bool:
    """Tell whether an entry has the form that is relied on, whoever wrote it."""
    if entry.get("format") != FORMAT or not all(isinstance(entry[key], _TYPES[key]) for key in entry.keys() & _TYPES):
        return False
    counts = (entry[key] for key in entry.keys() & _TYPES if _TYPES[key] is int)
    needed = _NEEDED.get(kind_of(entry), {"?"})
    if isinstance(entry.get("mistake"), str):
        needed = needed | {"text", "size", "lines"}
    return needed <= entry.keys() and min(counts, default=0) >= 0


class Practice:
    """The hunts, questions and recalls of a course, in the order in which they began.

    Each entry is a dictionary with ``format``, ``kata``, ``began``, and once it is over ``ended`` and ``how``. A hunt
    has ``mistake`` (veiled), ``seed``, ``text`` (what was planted), ``size`` (the entries of the smallest known call;
    ``seen`` has those of the learner's), ``lines`` (that the bug takes), ``guesses``, ``hints``, ``runs`` (red ones),
    and in the end ``changed`` (lines), ``name`` and ``idea``, the mistake's. A recall has ``runs``, too. A question has
    ``number``, ``chosen`` (the name of the idea that was taken, or nothing where it was the right choice) and ``when``.

    Parameters
    ----------
    root : Path or None
        The root of the course; None where nothing is kept.
    """

    def __init__(self, root: Path | None):
        self.record = Record(root and root / FOLDER / "practice.json", "what you have practised")

    def entries(self) -> dict[int, dict]:
        """Return all that is whole, by its number, the oldest first."""
        return _whole(self.record.read())

    def of(self, place: Practised, kind: str = "hunt") -> list[dict]:
        """Return the hunts of a kata, or what else there is of it, the oldest first."""
        return _of(place, kind, self.entries())

    def open(self, place: Practised, kind: str = "hunt") -> dict | None:
        """Return the hunt of a kata that is on, or its recall."""
        return _open(self.of(place, kind))

    def counts(self, renamed: Mapping[str, str]) -> Counter[str]:
        """Count the bugs that were mended, by the names that the katas have now.

        Parameters
        ----------
        renamed : mapping of str to str
            The names of katas since they were renamed.
        """
        ended = (hunt for hunt in self.entries().values() if hunt.get("how") in ("mended", "rewritten"))
        return Counter(renamed.get(hunt["kata"], hunt["kata"]) for hunt in ended)

    def begin(self, place: Practised, **fields) -> None:
        """Add a hunt, or what else ``kind`` says."""
        counted = {"guesses": 0, "hints": 0} if kind_of(fields) == "hunt" else {}
        self._add({"kata": place.name, "began": now()} | counted | fields)

    def _add(self, entry: dict) -> None:
        def add(saved):
            saved[str(max(_numbers(saved), default=0) + 1)] = {"format": FORMAT} | entry

        self.record.amend(add)

    def change(self, place: Practised, kind: str = "hunt", **fields) -> None:
        """Change the hunt that is on, or the recall."""

        def put(saved):
            if entry := _open(_of(place, kind, _whole(saved))):
                entry.update(fields)

        self.record.amend(put)

    # ------------------------------------------------------------------ questions

    def next_question(self, place: KataFiles) -> Choice | None:
        """Return the question of a kata that was answered least often; None where it has none."""
        times = Counter(entry["number"] for entry in self.of(place, "question"))
        return min(questions_of(place), key=lambda choice: times[choice.number], default=None)

    def answer(self, choice: Choice, letter: str) -> None:
        """Keep which choice was taken."""
        chosen = {"number": choice.number, "chosen": choice.options[letter].idea, "when": now()}
        self._add({"kind": "question", "kata": choice.kata} | chosen)

    # ------------------------------------------------------------------ the idea that was missing

    def missed(self, place: KataFiles) -> str:
        """Return the words of the mistake that the last red run has named, until it was found in a hunt."""
        entry = self.open(place, "missed")
        return entry["words"] if entry else ""

    def miss(self, place: KataFiles, words: str) -> None:
        """Remember the mistake that a red run has named."""
        if words != self.missed(place):
            self.forget_missed(place)
            self.begin(place, kind="missed", words=words)

    def forget_missed(self, place: KataFiles) -> None:
        """Note that nothing is missing any more."""
        self.change(place, "missed", ended=now())


def _numbers(saved: Iterable[str]) -> list[int]:
    return sorted(int(number) for number in saved if number.isdecimal() and number.isascii())


def _whole(saved: dict[str, dict]) -> dict[int, dict]:
    """Leave out what has another form."""
    return {number: saved[str(number)] for number in _numbers(saved) if _is_whole(saved.get(str(number), {}))}


def _of(place: Practised, kind: str, entries: dict[int, dict]) -> list[dict]:
    names = names_of(place)
    return [entry for entry in entries.values() if entry["kata"] in names and kind_of(entry) == kind]


def _open(entries: list[dict]) -> dict | None:
    """Return the last of some entries that has not ended."""
    return next((entry for entry in reversed(entries) if "ended" not in entry), None)


def clock() -> datetime:
    """Return the time: all that is kept of practice, and all that is due, goes by it."""
    return datetime.now(UTC)


def today() -> date:
    """Return the day, in UTC."""
    return clock().date()


def now() -> str:
    """Return the time, as it is kept: UTC."""
    return clock().isoformat(timespec="seconds")


def moment(text) -> datetime | None:
    """Return a time that was kept; None of what is no time."""
    try:
        time = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def minutes_since(entry: dict) -> int:
    """Return the minutes since an entry began; 0 where the clock has gone back, or the time can't be read."""
    began = moment(entry["began"])
    return max(0, int((clock() - began).total_seconds() // 60)) if began else 0


def counted(number: int, what: str) -> str:
    """Return ``1 minute``, ``2 minutes``."""
    return f"{number} {what}{'s' * (number != 1)}"
