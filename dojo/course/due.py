"""What is due: when a green kata comes back, as a hunt or as a recall, and what fits into the minutes of a day.

Nothing of it is kept but what happened. From that, `fsrs <https://pypi.org/project/fsrs/>`_ works out each time when
a kata comes back: on the day on which nine of ten are still remembered, as it has learnt from many people's cards.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from dojo.base.files import KataFiles
from dojo.course.kept import green_version
from dojo.course.practice import count, kind_of, minutes_since, today
from dojo.course.progress import Progress

MINUTES = 15
"""What is due in a day takes no longer."""
OF_A_HUNT = 5
"""Minutes that a hunt takes, as a rule."""
LONGEST = 180
"""Days after which a kata comes back at the latest."""
AGAIN, HARD, GOOD = 1, 2, 3
"""The ratings, as fsrs counts them; nothing that is written or mended counts as easy."""
_LONG_AGO = date(2000, 1, 1)


@dataclass(frozen=True)
class Due:
    """When a green kata comes back.

    Parameters
    ----------
    place : KataFiles
        The kata.
    day : date
        When, in UTC.
    last : date
        When it was practised last, or written.
    kind : str
        ``"hunt"`` or ``"recall"``.
    minutes : int
        What that takes, as a rule.
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
    """What is due of a course.

    Parameters
    ----------
    progress : Progress
        The position.
    """

    def __init__(self, progress: Progress):
        self.today = today()
        practice, renamed = progress.practice, progress.course.path_file.renamed
        self._events: dict[str, list[dict]] = {}
        self._missed, self._last = set(), ""
        for entry in practice.entries().values():
            name = renamed.get(entry["kata"], entry["kata"])
            if kind_of(entry) in ("hunt", "recall") and "ended" in entry:
                self._events.setdefault(name, []).append(entry)
                self._last = name
            if kind_of(entry) == "missed" and "ended" not in entry:
                self._missed.add(name)
        green = [] if practice.record.file is None else [p for p in progress.course.order if progress.is_green(p)]
        rows = [self._row(place) for place in green]
        self.rows = sorted(rows, key=lambda row: (row.day > self.today, not row.is_missed, row.last))
        self._places = {place.name: place for place in green}

    def _row(self, place: KataFiles) -> Due:
        day, last = comes_back(_written(place), self._events.get(place.name, []), self.today)
        kind = self._kind(place)
        return Due(place, day, last, kind, self._minutes(place, kind), place.name in self._missed)

    def _kind(self, place: KataFiles) -> str:
        """Hunts and recalls take turns; what takes too long to write comes as hunts alone."""
        events = self._events.get(place.name)
        can_be_written = not place.shows_solution or _lines(place) <= MINUTES
        was_hunted = bool(events) and kind_of(events[-1]) == "hunt" and place.name not in self._missed
        return "recall" if not place.shows_solution or (was_hunted and can_be_written) else "hunt"

    @staticmethod
    def _minutes(place: KataFiles, kind: str) -> int:
        return OF_A_HUNT if kind == "hunt" else min(max(_lines(place), 2), MINUTES)

    @property
    def due(self) -> list[Due]:
        """What is due, however long it takes: what was missing last time first, then what has waited longest.

        Where more is due than fits into a day, that order is better than the likeliest forgotten first, which spends
        all minutes on what is lost anyway (``benchmarks/due.py``).
        """
        return [row for row in self.rows if row.day <= self.today]

    @functools.cached_property
    def plan(self) -> list[Due]:
        """What is due and fits into what is left of today's minutes, never first what was practised last."""
        left, chosen = MINUTES - self.minutes_today, []
        for row in self._in_turn(self.due):
            if row.minutes <= left:
                left -= row.minutes
                chosen.append(row)
        is_again = len(chosen) == 1 < len(self.rows) and chosen[0].place.name == self._last
        return [] if is_again else self._in_turn(chosen)

    def _in_turn(self, rows: list[Due]) -> list[Due]:
        """The kata that was practised last comes second; where it alone is due, another comes a little early."""
        if rows and rows[0].place.name == self._last and len(self.rows) > 1:
            other = rows[1] if len(rows) > 1 else min((r for r in self.rows if r != rows[0]), key=lambda row: row.day)
            return [other, *(row for row in rows if row != other)]
        return rows

    @property
    def first(self) -> Due | None:
        """What comes first, whether it is due or not; None where nothing is green."""
        return next(iter([*self.plan, *self._in_turn(sorted(self.rows, key=lambda row: row.day))]), None)

    @property
    def minutes_today(self) -> int:
        """What was practised today, as a rule."""
        done = [(name, event) for name, events in self._events.items() for event in events]
        today = [(name, kind_of(event)) for name, event in done if _day(event["ended"]) == self.today]
        return sum(self._minutes(self._places[name], kind) for name, kind in today if name in self._places)

    def day(self, place: KataFiles) -> str | None:
        """The day on which a kata comes back, ``2026-11-30``; None where it is not green."""
        return next((row.day.isoformat() for row in self.rows if row.place == place), None)

    def words(self, place: KataFiles) -> str:
        """When a kata comes back: ``due``, ``due tomorrow``, ``due in 4 days``; empty where it is not green."""
        day = self.day(place)
        return f"due{_in_days((date.fromisoformat(day) - self.today).days)}" if day else ""

    def onward(self, place: KataFiles) -> str:
        """What is said after a kata was practised."""
        told = f"{self.count}: dojo today goes on." if self.count else "Nothing else is due today."
        return f"{place.name} comes back: {words}. {told}" if (words := self.words(place)) else told

    def after(self, recall: dict, place: KataFiles) -> list[str]:
        """What is said once a kata is written from memory."""
        how = f"after {count(recall['runs'], 'red run')}" if recall["runs"] else "at the first run"
        told = f"{place.name} is written in {count(max(minutes_since(recall), 1), 'minute')}, {how}."
        if "placement" in recall:
            return [f"{told} dojo place goes on."]
        return [told, f"dojo back {place.name} returns to your earlier version.", self.onward(place)]

    @property
    def count(self) -> str:
        """``3 are due``; empty where nothing is."""
        return f"{len(self.plan)} {'is' if len(self.plan) == 1 else 'are'} due" if self.plan else ""


def _in_days(days: int) -> str:
    return "" if days < 1 else " tomorrow" if days == 1 else f" in {days} days"


# ---------------------------------------------------------------------------- one kata


def comes_back(written: date | None, events: Iterable[dict], today: date) -> tuple[date, date]:
    """The day on which a kata comes back, and that on which it was practised last.

    A date that can't be read, or lies in the future, counts as that before it: clocks jump, and nothing may wait for a
    clock that has been wrong. The order of the events is that in which they were kept.

    Parameters
    ----------
    written : date or None
        When it was written; long ago where that is not known.
    events : iterable of dict
        The hunts and recalls that have ended, in their order.
    today : date
        In UTC.
    """
    from fsrs import Card, Rating

    told = [(_day(event["ended"]) or date.max, rating(event)) for event in events]
    first = [day for day, _ in told if day <= today][:1]
    before = min([day for day in (written or date.max, *first) if day <= today], default=_LONG_AGO)
    scheduler = _scheduler()
    card, _ = scheduler.review_card(Card(card_id=0, due=_at(before)), Rating.Good, _at(before))
    for day, rated in told:
        before = max(before, day) if day <= today else before
        card, _ = scheduler.review_card(card, Rating(rated), _at(before))
    return card.due.date(), before


@functools.cache
def _scheduler():
    from fsrs import Scheduler

    return Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False, maximum_interval=LONGEST)


def rating(event: dict) -> int:
    """How well something went, by what happened."""
    if kind_of(event) == "recall":
        return {"first run": GOOD, "later": HARD}.get(event.get("how"), AGAIN)
    if event.get("how") not in ("mended", "rewritten") or event["hints"] > 2:
        return AGAIN  # the words say what it is
    return HARD if event["hints"] else GOOD


def _at(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _day(text: str) -> date | None:
    """The day of a time that was kept, in UTC; None of what is no time."""
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo is None else moment.astimezone(UTC)).date()
    except (ValueError, OverflowError):
        return None


def _written(place: KataFiles) -> date | None:
    """When the version was written that was green last; None where that is not known."""
    try:
        return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=green_version(place).stat().st_mtime)).date()
    except (OSError, OverflowError):
        return None


def _lines(place: KataFiles) -> int:
    """The lines of code of the learner's version, a minute each."""
    try:
        text = green_version(place).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return MINUTES
    rows = (line.strip() for line in text.split("\n"))
    return sum(bool(row) and not row.startswith(("#", "import ", "from ", '"""')) for row in rows)
