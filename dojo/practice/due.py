"""The schedule: when a green kata comes back, as a hunt, question or recall, and what fits into the minutes of a day.

Nothing of it is kept but what happened: from that it is worked out each time when a kata comes back.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from dojo.course.choices import has_questions
from dojo.course.practice import counted, kind_of, minutes_since, time_of, today
from dojo.course.progress import Progress
from dojo.engine.base.files import KataFiles
from dojo.practice.recall import green_version

MINUTES = 15
"""The katas of a day take no longer."""
OF_A_HUNT, OF_A_QUESTION = 5, 1
"""Minutes that they take, as a rule."""
INTERVALS = (2, 7, 21, 60)
"""Days after which a kata comes back: the next ones where it went well, the same where it was hard, else the first."""
AGAIN, HARD, GOOD = 1, 2, 3
"""The ratings."""
_SLIPS = 3
"""Hints, wrong guesses, red runs and a name that is missing: with more of them a hunt counts as none."""
_LONG_AGO = date(2000, 1, 1)


@dataclass(frozen=True)
class Due:
    """A green kata, and when it comes back.

    Parameters
    ----------
    place : KataFiles
        The kata.
    day : date
        When, in UTC.
    last : date
        When it was practised last, or written.
    kind : str
        ``"hunt"``, ``"question"`` or ``"recall"``.
    minutes : int
        The time that it takes, as a rule.
    is_missed : bool
        Whether its last red run has named a mistake that no hunt has found since.
    """

    place: KataFiles
    day: date
    last: date
    kind: str
    minutes: int
    is_missed: bool = False


class Schedule:
    """The katas of a course that are due.

    Parameters
    ----------
    progress : Progress
        The position.
    """

    def __init__(self, progress: Progress):
        self.today = today()
        practice, renamed = progress.practice, progress.course.path_file.renamed
        self._events: defaultdict[str, list[dict]] = defaultdict(list)
        self._missed: set[str] = set()
        self._last = ""
        for entry in practice.entries().values():
            name = renamed.get(entry["kata"], entry["kata"])
            if kind_of(entry) in ("hunt", "question", "recall") and time_of(entry) is not None:
                self._events[name].append(entry)
                self._last = name
            if kind_of(entry) == "missed" and "ended" not in entry:
                self._missed.add(name)
        green = filter(progress.is_green, [] if practice.record.file is None else progress.course.order)
        rows = [self._row(place) for place in green]
        self.rows = sorted(rows, key=lambda row: (row.day > self.today, not row.is_missed, row.last))

    def _row(self, place: KataFiles) -> Due:
        day, last = comes_back(_written(place), self._events[place.name], self.today)
        kind = self._kind(place)
        return Due(place, day, last, kind, _minutes(place, kind), place.name in self._missed)

    def _kind(self, place: KataFiles) -> str:
        """Let hunts, questions and recalls take turns, but for what takes too long to write."""
        may = {"hunt": place.shows_solution}
        if not (place.shows_solution and place.name in self._missed):
            is_short = _lines(place) <= MINUTES or not place.shows_solution
            may |= {"question": has_questions(place), "recall": is_short}
        turn = {kind_of(event): number for number, event in enumerate(self._events[place.name])}
        return min((kind for kind, is_there in may.items() if is_there), key=lambda kind: turn.get(kind, -1))

    @property
    def due(self) -> list[Due]:
        """The katas that are due, however long they take: those missing last time, then those that wait longest.

        Where more is due than fits into a day, that order is better than the likeliest forgotten first, which spends
        all minutes on what is lost anyway (``benchmarks/due.py``).
        """
        return [row for row in self.rows if row.day <= self.today]

    @functools.cached_property
    def plan(self) -> list[Due]:
        """The katas that are due and fit into what is left of today's minutes, never first the one practised last."""
        left, chosen = MINUTES - self.minutes_today, []
        for row in self._in_turn(self.due):
            if row.minutes <= left:
                left -= row.minutes
                chosen.append(row)
        is_again = len(chosen) == 1 < len(self.rows) and chosen[0].place.name == self._last
        return [] if is_again else self._in_turn(chosen)

    def _in_turn(self, rows: list[Due]) -> list[Due]:
        """Put the kata that was practised last second; where it alone is due, another comes a little early."""
        if rows and rows[0].place.name == self._last and len(self.rows) > 1:
            other = rows[1] if len(rows) > 1 else min((r for r in self.rows if r != rows[0]), key=lambda row: row.day)
            return [other, *(row for row in rows if row != other)]
        return rows

    @property
    def first(self) -> Due | None:
        """The kata that comes first, whether it is due or not; None where nothing is green."""
        return next(iter([*self.plan, *self._in_turn(sorted(self.rows, key=lambda row: row.day))]), None)

    @property
    def minutes_today(self) -> int:
        """The minutes that today's practice takes, as a rule."""
        done = ((row.place, event) for row in self.rows for event in self._events[row.place.name])
        return sum(_minutes(place, kind_of(event)) for place, event in done if _day(event) == self.today)

    def day(self, place: KataFiles) -> date | None:
        """Return the day on which a kata comes back; None where it is not green."""
        return next((row.day for row in self.rows if row.place == place), None)

    def words(self, place: KataFiles) -> str:
        """Tell when a kata comes back: ``today``, ``tomorrow``, ``in 4 days``; empty where it is not green."""
        if (day := self.day(place)) is None:
            return ""
        days = (day - self.today).days
        return "today" if days < 1 else "tomorrow" if days == 1 else f"in {days} days"

    def onward(self, place: KataFiles) -> str:
        """Return what is said after a kata was practised."""
        rest = f"{self.count}: dojo today goes on." if self.count else "Nothing else is due today."
        return f"{place.name} comes back {words}. {rest}" if (words := self.words(place)) else rest

    def after(self, recall: dict, place: KataFiles) -> list[str]:
        """Return what is said once a kata is written from memory."""
        how = f"after {counted(recall['runs'], 'red run')}" if recall["runs"] else "at the first run"
        first = f"{place.name} is written in {counted(max(minutes_since(recall), 1), 'minute')}, {how}."
        return [first, f"dojo back {place.name} returns to your earlier version.", self.onward(place)]

    @property
    def count(self) -> str:
        """``3 are due``; empty where nothing is."""
        return f"{len(self.plan)} {'is' if len(self.plan) == 1 else 'are'} due" if self.plan else ""


# ---------------------------------------------------------------------------- one kata


def comes_back(written: date | None, events: Iterable[dict], today: date) -> tuple[date, date]:
    """Return the day on which a kata comes back, and that on which it was practised last.

    A date that can't be read, or lies in the future, counts as that before it: clocks jump, and nothing may wait for a
    clock that has been wrong. The order of the events is that in which they were kept.

    Parameters
    ----------
    written : date or None
        When it was written; long ago where that is not known.
    events : iterable of dict
        The hunts, questions and recalls that are over, in their order.
    today : date
        In UTC.
    """
    days = [(_day(event) or date.max, rating(event)) for event in events]
    first = [day for day, _ in days if day <= today][:1]
    before = min([day for day in (written or date.max, *first) if day <= today], default=_LONG_AGO)
    step, due = 0, before + timedelta(days=INTERVALS[0])
    for day, rated in days:
        before = max(before, day) if day <= today else before
        is_further = rated == GOOD and before >= due  # who is early keeps the interval
        step = 0 if rated == AGAIN else min(step + is_further, len(INTERVALS) - 1)
        due = before + timedelta(days=INTERVALS[step])
    return due, before


def rating(event: dict) -> int:
    """Rate how well something went, by what happened."""
    if kind_of(event) == "question":
        return AGAIN if event["chosen"] else GOOD
    if kind_of(event) == "recall":
        return {"first run": GOOD, "later": HARD}.get(event.get("how", ""), AGAIN)
    wrong = max(event.get("guesses", 0) - bool(event.get("named")), 0)
    slips = event["hints"] + wrong + event.get("runs", 0) + (not event.get("named"))
    if event.get("how") not in ("mended", "rewritten") or event["hints"] > 2 or slips > _SLIPS:
        return AGAIN  # the line was told, or it was tried until it was right
    return HARD if slips else GOOD


def _day(event: dict) -> date | None:
    """Return the day on which something was over, in UTC; None of what is no time."""
    try:
        moment = datetime.fromisoformat(time_of(event) or "")
        return (moment if moment.tzinfo is None else moment.astimezone(UTC)).date()
    except (ValueError, OverflowError):
        return None


def _written(place: KataFiles) -> date | None:
    """Return the day on which the version was written that was green last; None where that is not known."""
    try:
        return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=green_version(place).stat().st_mtime)).date()
    except (OSError, OverflowError):
        return None


def _minutes(place: KataFiles, kind: str) -> int:
    of_kind = {"hunt": OF_A_HUNT, "question": OF_A_QUESTION}
    return of_kind.get(kind) or min(max(_lines(place), 2), MINUTES)


def _lines(place: KataFiles) -> int:
    """Count the lines of code of the learner's version, a minute each."""
    try:
        text = green_version(place).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return MINUTES
    rows = (line.strip() for line in text.split("\n"))
    return sum(bool(row) and not row.startswith(("#", "import ", "from ", '"""')) for row in rows)
