"""How much work a verdict is, beside the floor: an interpreter that imports torch, numpy, pytest and hypothesis.

    python benchmarks/verdict.py              nine katas, a few minutes
    python benchmarks/verdict.py --all        every kata, and all of them in one run
    python benchmarks/verdict.py --runs 5     more runs of each figure (3)

Work is the CPU time of all processes of a run, the solution's among them. All figures are of one run, side by side;
only the ratios travel to another machine. A figure is the median of the runs. What a learner feels is the watch: its
figures have bars, and so has what a second process costs. It exits with 1 where a bar is missed.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks import warm  # noqa: E402  needs the path above
from dojo.engine.base.files import KataFiles, find_katas  # noqa: E402

FLOOR = ["-c", "import torch, numpy, pytest, hypothesis"]
NINE = {
    *("03_probability/01_softmax", "01_linear_algebra/01_dot_product", "01_linear_algebra/05_matmul"),
    *("06_autograd/01_scalar_engine", "04_scientific_python/08_groupby", "04_scientific_python/12_attention_heatmap"),
    *("08_optimization/02_adam", "09_projects/02_two_moons", "02_calculus/05_jacobian"),
}
OVERFLOWS = """
import numpy as np


def softmax(logits, axis=-1):
    e = np.exp(logits)
    return e / e.sum(axis=axis, keepdims=True)
"""


@dataclass
class Command:
    """One Python process that is measured.

    Parameters
    ----------
    arguments : list of str
        Of the interpreter.
    code : int
        How it must end.
    """

    arguments: list[str]
    code: int = 0
    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)

    def run(self, count: bool) -> None:
        environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONDONTWRITEBYTECODE", "OPENBLAS_CORETYPE")}
        start, before = time.perf_counter(), _spent()
        done = subprocess.run(
            [sys.executable, *self.arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode != self.code:
            sys.exit(f"{' '.join(self.arguments)}: exit {done.returncode}\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
        if count:
            self.cpu.append(_spent() - before)
            self.wall.append(time.perf_counter() - start)


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def judge(*arguments: str, code: int = 0) -> Command:
    return Command(["-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments], code)


def commands(places: list[KataFiles], wrong: Path, whole: bool) -> dict[str, Command]:
    """What is measured, by name."""
    softmax, models = "katas/03_probability/01_softmax", "--solution=reference"
    found = {
        "floor": Command(FLOOR),
        "red on NumPy": judge(softmax, f"--solution={wrong}", "--target=numpy", "--maxfail=1", code=1),
        "green on NumPy alone": judge(softmax, models, "--target=numpy"),
        "all stubs, untouched": judge(code=1),
    }
    for place in places:
        found[place.id] = judge(str(place.judge), models)
        found[f"{place.id}, in one process"] = judge(str(place.judge), models, "--in-process")
    if whole:
        found["all katas"] = judge(models)
        found["all katas, in one process"] = judge(models, "--in-process")
        found["all katas, -n 2"] = judge(models, "-n", "2")
    return found


def bars(measured: dict[str, Command], places: list[KataFiles]) -> list[tuple[str, float, float]]:
    """What is promised: a name, the ratio and what it may be at most."""

    def second(name):
        return _ratio(measured[name].cpu, measured[f"{name}, in one process"].cpu)

    found = [("two processes to one, median of the katas", statistics.median(second(p.id) for p in places), 1.15)]
    if "all katas" in measured:
        alone, spread = measured["all katas"].wall, measured["all katas, -n 2"].wall
        found += [
            ("two processes to one, all katas", second("all katas"), 1.2),
            ("-n 2 to -n 0, wall clock", _ratio(spread, alone), 1 / 1.6),
        ]
    return found


def _ratio(one: list[float], other: list[float]) -> float:
    """The median of the ratios, run by run: a machine's speed drifts."""
    return statistics.median(a / b for a, b in zip(one, other, strict=True))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--runs", type=int, default=3, help="runs of each figure (default: 3)")
    parser.add_argument("--all", action="store_true", help="every kata, not nine of them")
    options = parser.parse_args()
    places = [place for place in find_katas(ROOT) if options.all or place.id in NINE]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "03_probability" / "01_softmax" / "softmax.py"
        file.parent.mkdir(parents=True)
        file.write_text(OVERFLOWS, encoding="utf-8")
        measured = commands(places, Path(folder), options.all)
        for run in range(options.runs + 1):  # the first is not counted, so that caches are warm for all
            for command in track(measured.values(), f"run {run} of {options.runs}", transient=True):
                command.run(count=run > 0)
    told = Table("what", "CPU seconds", "floors", title=f"Cold verdicts, median of {options.runs}", box=None)
    for name, command in measured.items():
        floors = _ratio(command.cpu, measured["floor"].cpu)
        told.add_row(name, f"{statistics.median(command.cpu):.2f}", f"{floors:.2f}")
    Console(width=100).print(told)
    missed = False
    for name, ratio, bar in bars(measured, places):
        missed |= ratio > bar
        print(f"{name}: {ratio:.2f} (bar: {bar:.2f}){'  MISSED' if ratio > bar else ''}")
    missed |= not warm.report(warm.sample(find_katas(ROOT), 9), options.runs)
    sys.exit(missed)


if __name__ == "__main__":
    main()
