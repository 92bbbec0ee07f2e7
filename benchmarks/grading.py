"""How long a class takes: submissions a minute, and the CPU time of one submission against the floor.

    python benchmarks/grading.py [--quick] [--students 200] [--jobs 2] [--sandbox auto] [--keep FOLDER]

A class is made (`benchmarks.students`), graded, and each verdict is compared with what is known of it. The floor is an
interpreter that imports what every verdict needs. CPU time is of all processes, the solutions' among them. It exits
with 1 where a verdict surprises, or the bar is missed.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.students import TEN, make  # noqa: E402  needs the path above
from dojo.classes.work.store import Store  # noqa: E402

FLOOR = "import torch, numpy, pytest, hypothesis"
BAR = 9.0
"""Floors of CPU time that a submission of ten katas may take."""


def spent() -> float:
    """CPU seconds of all processes that have ended below this one."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run(*command: str) -> tuple[float, float, int]:
    """CPU seconds, seconds and exit code of a command."""
    before, began = spent(), time.monotonic()
    code = subprocess.run([sys.executable, *command], cwd=ROOT, check=False).returncode
    return spent() - before, time.monotonic() - began, code


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--quick", action="store_true", help="20 submissions")
    parser.add_argument("--students", type=int, default=200)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--sandbox", default="auto")
    parser.add_argument("--keep", type=Path, help="where the class and its results stay")
    options = parser.parse_args()
    students = 20 if options.quick else options.students
    floor = statistics.median(run("-c", FLOOR)[0] for _ in range(3))
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        made, out = make(folder / "submissions", students), folder / "results"
        arguments = ["--katas", *TEN, "--jobs", str(options.jobs), "--sandbox", options.sandbox, "--timeout", "5"]
        cpu, seconds, code = run("-m", "dojo", "grade", str(made.folder), "--out", str(out), *arguments)
        store, verdicts = Store(out), {}
        for key in made.known:
            if (verdict := store.read(*key)) is not None:
                verdicts[key] = verdict
    surprises, ratio = made.surprises(verdicts, options.sandbox), cpu / students / floor
    states = Counter(verdict.state for verdict in verdicts.values())
    print(f"{students} submissions of {len(TEN)} katas: {dict(states)}")
    print(f"floor: {floor:.2f} s of CPU time; {60 * students / seconds:.2f} submissions a minute, {options.jobs} jobs")
    print(f"floors a submission: {ratio:.2f} (bar: {BAR}){'  MISSED' if ratio > BAR else ''}")
    for line in surprises:
        print(f"not as it must be: {line}")
    sys.exit(code or ratio > BAR or bool(surprises))


if __name__ == "__main__":
    main()
