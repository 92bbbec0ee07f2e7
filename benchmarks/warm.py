"""How long a verdict takes in the watch, from a save to what is read, in CPU time against the floor.

    python benchmarks/warm.py [--runs 3] [--katas 9] [KATA ...]

The judge's side is loaded once, as in ``dojo watch``. Of a wrong solution (a known mistake of the kata) the time counts
until the lesson is told; of the right one until its core is judged. CPU time is that of the process and of all that it
starts, so that a busy machine changes little; it is read from /proc, on Linux alone.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from dojo.authors.solutions import mistaken  # noqa: E402
from dojo.course.course import Course  # noqa: E402  needs the path above
from dojo.engine.base.files import KataFiles  # noqa: E402
from dojo.engine.explain.diagnosis import load_mistakes  # noqa: E402
from dojo.watch.warm_client import Warm  # noqa: E402

FLOOR = "import torch, numpy, pytest, hypothesis"
BARS = {"red": 0.1, "green core": 0.25}
_TICK = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
_TRIES = 4
"""Mistakes of a kata that are tried until one is red at its core."""


def floor(runs: int) -> float:
    """CPU seconds of an interpreter that imports what every verdict needs."""
    seconds = []
    for _ in range(runs + 1):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", FLOOR], check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return statistics.median(seconds[1:])


class Judge:
    """The judge's side of a watch, asked and waited for."""

    def __init__(self):
        self._events: list[dict] = []
        self.warm = Warm(self._events.append)

    def cpu(self) -> float:
        """CPU seconds of its process and of whatever it has started, so far."""
        own, total = self.warm.pid, 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[3]) == own:  # of its session
                total += sum(map(int, fields[11:15] if int(stat.parent.name) == own else fields[11:13]))
        return total / _TICK

    def ask(self, place: KataFiles, options: list[str], until: str) -> tuple[float | None, list[dict]]:
        """CPU seconds from the question to an event, and all events; None where it does not come."""
        self._events.clear()
        start = self.cpu() if self.warm.pid else 0.0
        self.warm.judge(place, options)
        told, at = 0, None
        while True:
            while told < len(self._events):
                event = self._events[told]
                told += 1
                if event["event"] == "died":
                    sys.exit(f"{place.id}: the judge's side ended: {event}")
                self.warm.said(event)
                if event["event"] == until and at is None:
                    at = self.cpu() - start
                if event["event"] == "end":
                    return at, self._events
            time.sleep(0.002)


def copy_of_the_course(folder: Path) -> Path:
    """The course, with room for solutions."""
    for name in ("conftest.py", "pyproject.toml"):
        shutil.copy(ROOT / name, folder)
    for tree in ("katas", "reference"):
        shutil.copytree(ROOT / tree, folder / tree)
    return folder.resolve()


def _save(place: KataFiles, files: dict[str, str], count: int) -> None:
    """Save a solution; each save differs from the one before."""
    folder = place.solution(place.root / "katas").parent
    for name, text in files.items():
        (folder / name).write_text(f"{text}\n# {count}\n", encoding="utf-8")


def _wrong(place: KataFiles, known) -> dict[str, str]:
    with mistaken(place, known) as folder:
        files = place.solution(folder).parent.glob("*.py")
        return {file.name: file.read_text(encoding="utf-8") for file in files}


def measure(place: KataFiles, runs: int) -> dict[str, float]:
    """CPU seconds of a red and of a green verdict on one kata: medians, the first of each uncounted."""
    judge, found, count = Judge(), {}, 0
    model = {f"{place.name}.py": place.reference(place.name).read_text(encoding="utf-8")}
    cases = [("red", _wrong(place, known), [], "lesson") for known in list(load_mistakes(place))[:_TRIES]]
    cases.append(("green core", model, ["--stage=core"], "verdict"))
    try:
        for what, files, options, until in cases:
            if what in found:
                continue
            seconds = []
            for _ in range(runs + 1):
                count += 1
                _save(place, files, count)
                seconds.append(judge.ask(place, options, until)[0])
            if None not in seconds:
                found[what] = statistics.median(seconds[1:])
    finally:
        judge.warm.close()
    return found


def sample(places: list[KataFiles], katas: int) -> list[KataFiles]:
    """So many katas, spread over the course."""
    return places[:: max(1, len(places) // katas)][:katas] if katas else places


def report(places: list[KataFiles], runs: int) -> bool:
    """Print the figures beside their bars; whether all are below."""
    with tempfile.TemporaryDirectory(prefix="course-") as folder:
        root, base = copy_of_the_course(Path(folder)), floor(runs)
        copies = [KataFiles(root, place.track, place.folder) for place in places]
        measured = {place.id: measure(place, runs) for place in copies}
    table = Table(title=f"Warm verdicts, CPU time, median of {runs}; the floor is {base:.2f} s")
    table.add_column("kata")
    for what in BARS:
        table.add_column(f"{what}, floors", justify="right")
    for kata, found in measured.items():
        table.add_row(kata, *(f"{found[what] / base:.3f}" if what in found else "-" for what in BARS))
    Console(width=100).print(table)
    below = True
    for what, limit in BARS.items():
        ratios = [found[what] / base for found in measured.values() if what in found]
        median = statistics.median(ratios) if ratios else float("nan")
        print(f"warm, {what}: {median:.3f} floors at the median of {len(ratios)} katas (bar: {limit})")
        below = below and median <= limit
    return below


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*", metavar="KATA", help="which katas (default: a sample)")
    parser.add_argument("--runs", type=int, default=3, help="runs of each figure (default: 3)")
    parser.add_argument("--katas", type=int, default=9, help="how many katas; 0 for all (default: 9)")
    given = parser.parse_args()
    course = Course(ROOT)
    named = [place for name in given.names for place in course.match(name)]
    if not report(named or sample(course.places, given.katas), given.runs):
        sys.exit("over the bar")


if __name__ == "__main__":
    main()
