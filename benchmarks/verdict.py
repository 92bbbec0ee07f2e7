"""How long a verdict takes, against the floor: interpreter, torch, numpy, pytest, hypothesis.

    python benchmarks/verdict.py [--runs 3]

All figures are of one run, side by side; only the ratios travel to another machine. A figure is the
median of the runs, each a process of its own.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks import warm  # noqa: E402  needs the path above
from dojo.loading import find_katas  # noqa: E402

FLOOR = "import torch, numpy, pytest, hypothesis"
LOADS_NO_TORCH = """
import sys, pytest
code = pytest.main(sys.argv[1:])
assert code == 0, code
assert "torch" not in sys.modules, "torch was loaded"
"""


def seconds(*arguments: str) -> float:
    """Wall-clock time of one Python process that must succeed."""
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONDONTWRITEBYTECODE", "OPENBLAS_CORETYPE")}
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    elapsed = time.perf_counter() - start
    if done.returncode:
        sys.exit(f"{' '.join(arguments)}\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return elapsed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--runs", type=int, default=3, help="runs of each figure (default: 3)")
    runs = parser.parse_args().runs
    judged = ["-q", "--solution=reference", "-p", "no:cacheprovider"]
    rows = {"floor": ["-c", FLOOR]}
    for place in find_katas(ROOT):
        rows[place.id] = ["-m", "pytest", *judged, str(place.judge)]
    softmax = "katas/03_probability/01_softmax"
    rows["softmax on NumPy alone, no torch loaded"] = ["-c", LOADS_NO_TORCH, *judged, "--target=numpy", softmax]
    rows["all katas, -n 0"] = ["-m", "pytest", *judged, "-n", "0"]
    rows["all katas, -n 2"] = ["-m", "pytest", *judged, "-n", "2"]

    for arguments in rows.values():  # once uncounted, in turn, so that caches are warm for all
        seconds(*arguments)
    measured = {name: [] for name in rows}
    for _ in range(runs):
        for name, arguments in rows.items():
            measured[name].append(seconds(*arguments))
    medians = {name: statistics.median(values) for name, values in measured.items()}
    floor = medians["floor"]

    table = Table(title=f"Cold verdicts, median of {runs}")
    for column in ("what", "seconds", "floors"):
        table.add_column(column, justify="left" if column == "what" else "right")
    for name, value in medians.items():
        table.add_row(name, f"{value:.2f}", f"{value / floor:.2f}")
    Console(width=100).print(table)
    ratios = [medians[place.id] / floor for place in find_katas(ROOT)]
    alone = medians["softmax on NumPy alone, no torch loaded"] / floor
    print(f"median kata: {statistics.median(ratios):.2f} floors (bar: 1.5)")
    print(f"NumPy alone: {alone:.2f} floors (bar: 0.5)")
    places = find_katas(ROOT)
    warm_is_below = warm.report(warm.sample(places, 9), runs)
    if statistics.median(ratios) > 1.5 or alone > 0.5 or not warm_is_below:
        sys.exit("over the bar")


if __name__ == "__main__":
    main()
