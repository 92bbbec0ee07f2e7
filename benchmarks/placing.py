"""How near ``dojo place`` comes to the day with which a learner should begin: simulated, nobody was asked.

    python benchmarks/placing.py                4,000 learners on each path
    python benchmarks/placing.py --learners 9   fewer

A learner knows all katas of the days before one that is drawn, and none from there on. What they know they answer
rightly, but for slips; for the rest they guess one of the four letters, or say that they do not know. *Within a day*:
the day that was found is that one, or one beside it.
"""

from __future__ import annotations

import argparse
import functools
import itertools
import random
import statistics
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from dojo.course.course import Course
from dojo.practice.placing import day_to_begin

ROOT = Path(__file__).resolve().parents[1]
PATHS = ("foundations", "straight", "today", "answers")
GUESSES = 0.25


@functools.cache
def days_of(path: str) -> dict[int, list[str]]:
    return {day: [place.name for place in places] for day, places in Course(ROOT, path).days.items()}


def placed(days: dict[int, list[str]], day: int, slips: float, guesses: float, draw: random.Random) -> tuple[int, int]:
    """The day that is found for one who should begin with a day, and the number of questions."""
    known, asked = {name for number in days if number < day for name in days[number]}, []

    def is_right(name: str) -> bool:
        asked.append(name)
        return draw.random() >= slips if name in known else draw.random() < guesses

    return day_to_begin(days, is_right), len(asked)


def within_a_day(path: str, slips: float, draw: random.Random, learners: int, guesses: float = GUESSES) -> float:
    """The share of learners for whom the day that is found is right, or one beside it."""
    days, near = days_of(path), 0
    for _ in range(learners):
        day = draw.choice([*days])
        near += abs(placed(days, day, slips, guesses, draw)[0] - day) <= 1
    return near / learners


def compared(learners: int) -> Table:
    table = Table(title=f"{learners} learners on each path", title_justify="left")
    for column in ("path", "slips", "guesses", "within a day", "questions", "most"):
        table.add_column(column, justify="left" if column == "path" else "right")
    for path, slips, guesses in itertools.product(PATHS, (0, 0.1), (0, GUESSES)):
        days, draw = days_of(path), random.Random(0)
        counts = [placed(days, draw.choice([*days]), slips, guesses, draw)[1] for _ in range(learners)]
        near = within_a_day(path, slips, random.Random(1), learners, guesses)
        asked = f"{statistics.fmean(counts):.1f}", f"{max(counts)}"
        table.add_row(path, f"{slips:.0%}", f"{guesses:.0%}", f"{near:.1%}", *asked)
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--learners", type=int, default=4000, help="on each path (default: 4000)")
    console = Console()
    console.print(compared(parser.parse_args().learners))
    console.print("No human was asked.")


if __name__ == "__main__":
    main()
