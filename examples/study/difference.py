"""What a class has gained: ``python difference.py points.csv``, or ``--simulate`` to see what this script can find.

``points.csv`` has the columns student, arm (may be empty), and the points of three exams: before, after, later. For
each gain it prints the mean with a 95 % interval by the bootstrap over students, and where there are two arms, the
difference between their gains. What it can't show: that the course was the cause. Whoever takes an exam a second time
knows its form, and may gain by that alone. Two arms, drawn by lot, are what tells the two apart.
"""

from __future__ import annotations

import csv
import hashlib
import sys
from pathlib import Path

import numpy as np

ORDERS = ("ABC", "BCA", "CAB")
DRAWS = 2000
SIMULATED = """\
Simulated: in how many of 100 classes an effect is found, that is, its 95 % interval leaves out 0. The effect is in
standard deviations of a gain; nobody misses an exam. Of 100 classes, a figure near 50 may be off by 10, near 5 by 4.

effect  one class of 60 sits   two arms of 30 differ"""
CANNOT_SHOW = """
The gains are of those who sat both exams, so they need not add up. Each interval holds for itself: one of six may miss.
A gain does not show that the course was the cause. A class that has learnt nothing may gain on its second exam, because
it knows the form by then. Only a difference between two arms that were drawn by lot leaves that out."""


def order(student: str) -> str:
    """The seeds of a student's three exams, in balanced order: each stands as often first as last."""
    return ORDERS[_hash(student, "order") % 3]


def arm(student: str) -> str:
    """The arm of a student, by a hash: a hunt or a recall at the first return of a kata."""
    return ("hunt", "recall")[_hash(student, "arm") % 2]


def _hash(student: str, what: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{what} {student}".encode()).digest()[:4])


def mean_gain(gains: np.ndarray, rng: np.random.Generator) -> tuple[float, float, float]:
    """The mean of gains, (n,), and its 95 % interval by the bootstrap over students."""
    means = gains[rng.integers(0, len(gains), (DRAWS, len(gains)))].mean(1)
    return float(gains.mean()), *map(float, np.quantile(means, [0.025, 0.975]))


def difference(one: np.ndarray, other: np.ndarray, rng: np.random.Generator) -> tuple[float, float, float]:
    """The difference of the mean gains of two arms, with its 95 % interval: each arm is drawn again by itself."""
    drawn = [arm[rng.integers(0, len(arm), (DRAWS, len(arm)))].mean(1) for arm in (one, other)]
    return float(one.mean() - other.mean()), *map(float, np.quantile(drawn[0] - drawn[1], [0.025, 0.975]))


def lines(rows: list[dict], rng: np.random.Generator) -> list[str]:
    """Say what the points of a class show; a student without an exam is left out of its gain, and counted."""
    said = [f"{len(rows)} students, from {rows[0]['student']} to {rows[-1]['student']}"] if rows else []
    said += [_means(exam, [row for row in rows if row[exam] != ""]) for exam in ("before", "after", "later")]
    for start, end in (("before", "after"), ("before", "later"), ("after", "later")):
        whole = [row for row in rows if row[start] != "" and row[end] != ""]
        gains = {row["student"]: float(row[end]) - float(row[start]) for row in whole}
        if len(gains) < 10:
            said.append(f"{start} to {end}: {len(gains)} students have both; ten are needed")
            continue
        left = f"; {len(rows) - len(whole)} missed one of the two" if len(whole) < len(rows) else ""
        said.append(f"{start} to {end}: {_told(mean_gain(np.array([*gains.values()]), rng))}, n = {len(gains)}{left}")
        arms = sorted({row["arm"] for row in whole} - {""})
        if len(arms) == 2:
            one, other = (np.array([gains[row["student"]] for row in whole if row["arm"] == arm]) for arm in arms)
            told = _told(difference(one, other, rng))
            said.append(f"  {arms[0]} minus {arms[1]}: {told}, n = {len(one)} and {len(other)}")
    return [*said, CANNOT_SHOW]


def _means(exam: str, rows: list[dict]) -> str:
    """Say what a class has on average in an exam, and each arm: arms that begin apart are compared with care."""
    if not rows:
        return f"{exam}: nobody"
    arms = sorted({row["arm"] for row in rows} - {""})
    means = ", ".join(f"{arm} {_mean(exam, [row for row in rows if row['arm'] == arm])}" for arm in arms)
    return f"{exam}: mean {_mean(exam, rows)}{f' ({means})' * bool(arms)}, n = {len(rows)}"


def _mean(exam: str, rows: list[dict]) -> str:
    return f"{np.mean([float(row[exam]) for row in rows]):.2f}"


def _told(figures: tuple[float, float, float]) -> str:
    mean, low, high = figures
    verdict = "" if low > 0 or high < 0 else ": neither an effect nor its absence is shown"
    return f"{mean:+.2f} points (95 %: {low:+.2f} to {high:+.2f}){verdict}"


def simulated(effect: float, rng: np.random.Generator, students: int = 60) -> tuple[np.ndarray, np.ndarray]:
    """The gains of two arms of a class, of which the first gains more by ``effect`` standard deviations of a gain."""
    return rng.normal(effect, 1.0, students // 2), rng.normal(0.0, 1.0, students // 2)


def found(effect: float, of: int = 100, seed: int = 0) -> int:
    """Count the simulated classes of 60 whose mean gain has an interval that leaves out 0."""
    rng = np.random.default_rng(seed)
    intervals = (mean_gain(rng.normal(effect, 1.0, 60), rng) for _ in range(of))
    return sum(low > 0 or high < 0 for _, low, high in intervals)


def found_between_arms(effect: float, of: int = 100, seed: int = 0) -> int:
    """Count the simulated classes of 60, in two arms, whose difference has an interval that leaves out 0."""
    rng = np.random.default_rng(seed)
    intervals = (difference(*simulated(effect, rng), rng) for _ in range(of))
    return sum(low > 0 or high < 0 for _, low, high in intervals)


if __name__ == "__main__":
    if sys.argv[1:] == ["--simulate"]:
        print(SIMULATED)
        for effect in (0.0, 0.3, 0.5, 0.8):
            one, two = found(effect), found_between_arms(effect)
            print(f"{effect:>6} {one:>20} {two:>22}")
    elif len(sys.argv) == 2:
        with Path(sys.argv[1]).open(newline="", encoding="utf-8-sig") as file:
            print("\n".join(lines(list(csv.DictReader(file)), np.random.default_rng(0))))
    else:
        sys.exit(__doc__)
