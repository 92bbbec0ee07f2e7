"""Judge the bank, and write what came of it: ``python -m benchmarks.judges``

Each solution is certified by its oracle first. A figure counts the solutions that are younger than the last change of
their judge: a judge may have been mended by an older one. The page of the book shows the file that is written here.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.judges.bank import BANK, Solution, not_certified, page_of
from dojo.authors.judged import GRADE, HERE, judge
from dojo.authors.solutions import submission
from dojo.course.course import Course
from dojo.engine.base.files import KataFiles, find_root

RUN = Path(__file__).with_name("run.json")
KINDS = {"wrong": ("red", []), "right": ("green", []), "textbook": ("green", ["--stage=core"])}
"""What a judge has to say of each kind, and the options with which it is asked."""


def run(course: Course) -> dict:
    """Judge all solutions of the bank, those of a kata one after the other."""
    rows = []
    for file in sorted(BANK.glob("*.md")):
        if odd := list(not_certified(file.stem)):
            sys.exit(f"the oracle does not certify {', '.join(odd)}")
        place = course.by_name[file.stem]
        changed = _git("log", "-1", "--format=%cI", "--", str(place.judge))
        rows += [_judged(place, solution, changed) for solution in page_of(file.stem).solutions]
        print(file.stem, Counter((row["kind"], row["verdict"]) for row in rows if row["kata"] == file.stem), flush=True)
    return {
        "commit": _git("rev-parse", "--short=8", "HEAD"),
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "solutions": rows,
    }


def of_a_hundred(now: dict, before: dict) -> dict[str, str | None]:
    """Of each kind, the last figure of at least a hundred solutions and its date: this run's, or that of one before."""
    told = {
        kind: f"{hits} / {n} on {now['date']}" if n >= 100 else None
        for kind, (hits, n) in figures(now["solutions"]).items()
    }
    return {kind: figure or before.get("of a hundred", {}).get(kind) for kind, figure in told.items()}


def _judged(place: KataFiles, solution: Solution, changed: str) -> dict:
    with submission(place, solution.code) as folder:
        verdict = judge(place, folder, *HERE, GRADE, "--maxfail=1", *KINDS[solution.kind][1])
    younger = datetime.fromisoformat(solution.written) > datetime.fromisoformat(changed)
    return {
        "kata": place.name,
        "kind": solution.kind,
        "name": solution.name,
        "on": solution.on,
        "written": solution.written,
        "counts": younger,
        "verdict": "red" if verdict.red else "green",
        "test": verdict.red[0].test if verdict.red else None,
    }


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], capture_output=True, text=True, check=True).stdout.strip()


def figures(rows: list[dict]) -> dict[str, tuple[int, int]]:
    """Of each kind, how many a judge said the right thing of, and how many count."""
    counted = [row for row in rows if row["counts"]]
    return {
        kind: (
            sum(row["verdict"] == says for row in counted if row["kind"] == kind),
            sum(row["kind"] == kind for row in counted),
        )
        for kind, (says, _) in KINDS.items()
    }


def table(run: dict) -> str:
    """Return the page's table of a run: a row a kata, and all of them together."""
    katas = dict.fromkeys(row["kata"] for row in run["solutions"])
    rows = {f"`{kata}`": [row for row in run["solutions"] if row["kata"] == kata] for kata in katas}
    rows["**all**"] = run["solutions"]
    cells = [[name, *(f"{hits} / {n}" for hits, n in figures(own).values())] for name, own in rows.items()]
    head = ["kata", "wrong, rejected", "right, green", "textbook, green at its core"]
    last = ["the last of 100 or more", *(figure or "none yet" for figure in run["of a hundred"].values())]
    return "\n".join(f"| {' | '.join(line)} |" for line in [head, ["---"] * 4, *cells, last])


if __name__ == "__main__":
    earlier, now = json.loads(RUN.read_text(encoding="utf-8")) if RUN.is_file() else {}, run(Course(find_root()))
    now["of a hundred"] = of_a_hundred(now, earlier)
    RUN.write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8")
    print(table(now))
