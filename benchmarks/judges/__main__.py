"""Judge the bank, and write what came of it: ``python -m benchmarks.judges``

Each solution is certified by its oracle first. A figure counts the solutions that are younger than the last change of
their judge: a judge may have been mended by an older one. The page of the book shows the file that is written here.
"""

from __future__ import annotations

import ast
import itertools
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.judges.bank import BANK, Solution, not_certified, page_of
from dojo.authors.judged import GRADE, HERE, judge
from dojo.authors.solutions import submission
from dojo.course.course import Course
from dojo.engine.base.files import KataFiles, find_root
from examples.study.messages import interval

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
        changed = last_change(place.judge)
        rows += [_judged(place, solution, changed) for solution in page_of(file.stem).solutions]
        print(file.stem, Counter((row["kind"], row["verdict"]) for row in rows if row["kata"] == file.stem), flush=True)
    commit, today = _git("rev-parse", "--short=8", "HEAD"), datetime.now(UTC).date().isoformat()
    return {"commit": commit, "date": today, "solutions": rows}


def of_a_hundred(now: dict, before: dict) -> dict[str, str | None]:
    """Of each kind, the last figure of at least a hundred solutions and its date: this run's, or that of one before."""
    told = {kind: f"{hits} / {n} on {now['date']}" for kind, (hits, n) in figures(now["solutions"]).items() if n >= 100}
    return dict.fromkeys(KINDS) | before.get("of a hundred", {}) | told


def last_change(judge: Path) -> str:
    """Return when what a judge asks has changed last: a name of a test, a docstring and the minutes ask nothing."""
    here = ("-C", str(judge.parent))
    commits = [line.split() for line in _git(*here, "log", "--format=%H %cI", "--", judge.name).splitlines()]
    for (_, date), (before, _) in itertools.pairwise(commits):
        if _asks(_git(*here, "show", f"{before}:./{judge.name}")) != _asks(judge.read_text("utf-8")):
            return date
    return commits[-1][1]


def _asks(text: str) -> str:
    tree = ast.parse(re.sub(r"\btest_\w+", "test", text))
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "minutes":
            node.value = ast.Constant(0)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            node.value.value = ""
    return ast.dump(tree)


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
    counted = [(row["kind"], row["verdict"] == KINDS[row["kind"]][0]) for row in rows if row.get("counts", True)]
    return {kind: (counted.count((kind, True)), sum(own == kind for own, _ in counted)) for kind in KINDS}


def table(run: dict) -> str:
    """Return the page's table of a run: a row a kata, and all of them together."""
    katas = dict.fromkeys(row["kata"] for row in run["solutions"])
    rows = {f"`{kata}`": [row for row in run["solutions"] if row["kata"] == kata] for kata in katas}
    last = ["the last of 100 or more", *(figure or "none yet" for figure in run["of a hundred"].values())]
    columns = ["kata", "wrong, rejected", "right, green", "textbook, green at its core"]
    return "\n".join([_table(columns, rows | {"all": run["solutions"]}), _row(last)])


def shares(run: dict, chosen: Iterable[str]) -> str:
    """Say how many wrong solutions were rejected, in the katas drawn by lot and in all, each with its interval."""
    drawn = [row for row in run["solutions"] if row["kata"] not in chosen]
    told = []
    for rows in (drawn, run["solutions"]):
        hits, n = figures(rows)["wrong"]
        low, high = (f"{100 * end:.1f}" for end in interval(hits, n))
        told.append(f"{hits} of {n} ({low} to {high} %)")
    lot, every = told
    return f"Wrong and rejected, with the 95 % interval: {lot} in the katas drawn by lot, {every} in all."


def misjudged(run: dict) -> str:
    """Return a line for each wrong solution that a judge takes for right, and each right one that it refuses."""
    odd = [row for row in run["solutions"] if row["counts"] and row["verdict"] != KINDS[row["kind"]][0]]
    return "\n".join(
        f"- `{row['kata']}`: {row['name'].replace('_', ' ')}"
        + (f", wrong on `{row['on']}`" if row["on"] else f", right, and refused by `{row['test']}`")
        for row in odd
    )


def compared(run: dict) -> str:
    """Return the table of another project: its verdicts, and ours on the same solutions."""
    ours = {(row["kata"], row["name"]): row["verdict"] for row in run["solutions"]}
    rows = {}
    for project, held in run["others"].items():
        rows[f"{project} at `{held['commit'][:8]}`"] = held["solutions"]
        rows["this course"] = [row | {"verdict": ours[row["kata"], row["name"]]} for row in held["solutions"]]
    return _table(["judge", "wrong, rejected", "right, green"], rows)


def _table(columns: list[str], rows: dict[str, list[dict]]) -> str:
    told = [
        [name, *(f"{hits} / {n}" for hits, n in figures(own).values())][: len(columns)] for name, own in rows.items()
    ]
    return "\n".join(map(_row, [columns, ["---"] * len(columns), *told]))


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    earlier, now = json.loads(RUN.read_text(encoding="utf-8")) if RUN.is_file() else {}, run(Course(find_root()))
    now |= {"of a hundred": of_a_hundred(now, earlier), "others": earlier.get("others", {})}
    RUN.write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8")
    print(table(now), misjudged(now), sep="\n\n")
