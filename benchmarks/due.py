"""What ``dojo today`` is worth, to learners who are simulated: no human was measured.

    python benchmarks/due.py              100 learners of each kind, some minutes
    python benchmarks/due.py --seeds 10   fewer

A learner writes the 23 katas of the path straight in 7 days, the 19 of today in 7, or the 63 of foundations in 18, and
practises until day 120, fifteen minutes a day at most: a hunt takes 5 minutes, a recall 10, and they take turns. What
is remembered fades in one of two ways:

- half-life: p = 2^(-t / h), as Settles and Meeder's regression has it (2016);
- power law: p = (1 + t / h)^(-1/2), of the kind that Wickelgren fitted (1974).

Each kata has an h of its own, around the learner's, who has 4 to 20 days at first. A success multiplies it by
1 + g (1 - p): what was nearly forgotten gains most; g is drawn from 1 to 6. A failure halves it, down to a day. All of
this is made up: other numbers give other ratios. Recall is the mean of p over all katas, on all days after the last one
was written.

Beside it stand: the oldest first, with all of the minutes, or with as many as ``dojo today`` took on that day; and a
fixed interval, the most overdue first. Figures are means over the learners, ratios ours over theirs, with the range of
nine learners in ten. The order among what is due was chosen with these learners: the likeliest forgotten first was
worse. So was the table of intervals: fsrs, which works out from many people's cards when nine of ten are still
remembered, came to 0.97 to 1.01 times its recall, with 30 learners of each kind.
"""

from __future__ import annotations

import argparse
import itertools
import math
import random
import statistics
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from dojo.practice.due import MINUTES, comes_back

PATHS = {"straight": (23, 7), "today": (19, 7), "foundations": (63, 18)}
"""Katas, and the days in which they are written."""
DAYS = 120
COSTS = {"hunt": 5, "recall": 10}
WENT_WELL = {"hunt": "mended", "recall": "first run"}
START = date(2026, 1, 1)
FORGETTING = {
    "half-life": lambda days, h: 2.0 ** (-days / h),
    "power law": lambda days, h: (1 + days / h) ** -0.5,
}


@dataclass
class Kata:
    """A kata in the memory of a learner.

    Parameters
    ----------
    written : int
        The day on which it was written.
    h, gain : float
        How slowly it fades, and how much a success adds to that.
    """

    written: int
    h: float
    gain: float
    events: list[dict] = field(default_factory=list)
    last: int = -1
    due: int = -1

    def __post_init__(self):
        self.last = self.written
        self._plan()

    @property
    def kind(self) -> str:
        return "recall" if len(self.events) % 2 else "hunt"

    def practise(self, day: int, p: float, draw: random.Random) -> None:
        goes_well = draw.random() < p
        self.h = self.h * (1 + self.gain * (1 - p)) if goes_well else max(self.h / 2, 1.0)
        how, ended = (WENT_WELL[self.kind] if goes_well else "given up"), (START + timedelta(days=day)).isoformat()
        self.events.append({"kind": self.kind, "how": how, "hints": 0, "ended": ended})
        self.last = day
        self._plan()

    def _plan(self) -> None:
        begin = START + timedelta(days=self.written)
        self.due = (comes_back(begin, self.events, START + timedelta(days=self.last))[0] - START).days


def ours(katas: list[Kata], day: int) -> list[Kata]:
    return [kata for kata in oldest(katas, day) if kata.due <= day]


def oldest(katas: list[Kata], day: int) -> list[Kata]:
    return sorted((kata for kata in katas if kata.last < day), key=lambda kata: kata.last)


def every(interval: int) -> Callable[[list[Kata], int], list[Kata]]:
    return lambda katas, day: [kata for kata in oldest(katas, day) if kata.last + interval <= day]


def simulated(seed: int, path: str, fades, choose, minutes: Callable[[int], float]) -> tuple[float, list[int]]:
    """The mean recall of a learner, and the minutes of each day."""
    draw, spent, recall, (count, writing) = random.Random(seed), [], [], PATHS[path]
    typical = draw.uniform(math.log(4), math.log(20))
    katas = [Kata(i * writing // count, draw.lognormvariate(typical, 0.6), draw.uniform(1, 6)) for i in range(count)]
    fate = random.Random(f"practice {seed}")
    for day in range(DAYS):
        there, left = [kata for kata in katas if kata.written <= day], minutes(day)
        for kata in choose(there, day):
            if COSTS[kata.kind] <= left:
                left -= COSTS[kata.kind]
                kata.practise(day, fades(day - kata.last, kata.h), fate)
        spent.append(minutes(day) - left)
        if day >= writing:
            recall.append(statistics.fmean(fades(day - kata.last, kata.h) for kata in katas))
    return statistics.fmean(recall), spent


def all_minutes(day: int) -> float:
    return MINUTES


def compared(path: str, name: str, seeds: int) -> Table:
    fades, rows = FORGETTING[name], {}
    for seed in range(seeds):
        told, spent = simulated(seed, path, fades, ours, all_minutes)
        rows.setdefault("dojo today", []).append((told, sum(spent), told, sum(spent)))
        others = {
            "nothing": (lambda *_: [], all_minutes),
            "oldest first, 15 minutes a day": (oldest, all_minutes),
            "oldest first, as many minutes as today": (oldest, lambda day, spent=spent: spent[day]),
            **{f"every {days} days": (every(days), all_minutes) for days in (7, 14, 30)},
        }
        for other, (choose, minutes) in others.items():
            recall, taken = simulated(seed, path, fades, choose, minutes)
            rows.setdefault(other, []).append((recall, sum(taken), told, sum(spent)))
    table = Table(title=f"{path}, {name}: {seeds} learners", title_justify="left")
    for column in ("schedule", "recall", "minutes", "recall: ratio", "recall per minute: ratio"):
        table.add_column(column, justify="left" if column == "schedule" else "right")
    for other, held in rows.items():
        recalls, taken = [row[0] for row in held], [row[1] for row in held]
        ratio = _ratio([told / recall for recall, _, told, _ in held])
        per_minute = _ratio([(told / spent) / (recall / t) for recall, t, told, spent in held if t])
        table.add_row(other, f"{statistics.fmean(recalls):.3f}", f"{statistics.fmean(taken):.0f}", ratio, per_minute)
    return table


def _ratio(values: list[float]) -> str:
    """The mean, and the range of nine in ten."""
    if not values:
        return ""
    ends = sorted(values)
    low, high = ends[len(ends) // 20], ends[-1 - len(ends) // 20]
    return f"{statistics.fmean(values):.2f} ({low:.2f} to {high:.2f})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=100, help="learners in each model (default: 100)")
    seeds, console = parser.parse_args().seeds, Console()
    for path, name in itertools.product(PATHS, FORGETTING):
        console.print(compared(path, name, seeds))
    console.print("No human was measured.")


if __name__ == "__main__":
    main()
