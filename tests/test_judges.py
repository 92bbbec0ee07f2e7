"""The page of what judges let through shows its last run, and the bank's oracles can say no."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import replace

import pytest

from benchmarks.judges import bank
from benchmarks.judges.__main__ import RUN, compared, figures, last_change, misjudged, of_a_hundred, shares, table
from dojo.course.course import Course
from tests.judging import ROOT, needs

RECORD = json.loads(RUN.read_text(encoding="utf-8"))
PAGE = (ROOT / "katas" / "JUDGES.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("told", [table, misjudged, compared])
def test_the_page_shows_the_figures_of_the_run(told):
    assert f"\n\n{told(RECORD)}\n\n" in PAGE


def test_the_page_gives_the_intervals_of_the_run():
    fast = Course(ROOT).paths["fast_track"].katas
    assert len({row["kata"] for row in RECORD["solutions"]} - set(fast)) == 12
    assert f"\n\n{shares(RECORD, fast)} " in PAGE


def test_the_page_names_the_commits_and_the_day_of_the_run():
    assert f"Run on {RECORD['date']} at commit `{RECORD['commit']}`" in PAGE
    assert all(f"checkout {held['commit']}\n" in PAGE for held in RECORD["others"].values())


def test_the_run_is_of_the_whole_bank():
    judged = {(row["kata"], row["kind"], row["name"], row["written"]) for row in RECORD["solutions"]}
    katas = [file.stem for file in bank.BANK.glob("*.md")]
    assert judged == {(s.kata, s.kind, s.name, s.written) for kata in katas for s in bank.page_of(kata).solutions}


def test_what_is_older_than_its_judge_does_not_count_and_the_last_figure_of_a_hundred_stays():
    row = {"kind": "wrong", "verdict": "red", "counts": True}
    before = {"date": "2026-01-01", "solutions": [row] * 99 + [row | {"verdict": "green"}]}
    before["of a hundred"] = of_a_hundred(before, {})
    now = {"date": "2026-02-02", "solutions": [row | {"counts": False}] * 60 + [row] * 40}
    assert figures(now["solutions"])["wrong"] == (40, 40)
    assert of_a_hundred(now, before) == {"wrong": "99 / 100 on 2026-01-01", "right": None, "textbook": None}


@needs("git")
def test_a_judge_changes_where_it_asks_something_else(tmp_path):
    judge = tmp_path / "test_double.py"
    git = ["git", "-C", str(tmp_path), "-c", "user.name=a", "-c", "user.email=a@b"]
    subprocess.run([*git, "init", "-q"], check=True)
    asked = "mark(minutes={})\n\ndef test_{}(kata):\n    'A figure.'\n    kata.check('double', {})\n"
    for day, values in enumerate([(10, "figure", 1), (10, "figure", 2), (15, "example", 2)], 1):
        judge.write_text(asked.format(*values))
        subprocess.run([*git, "add", "."], check=True)
        dated = os.environ | {"GIT_COMMITTER_DATE": f"2026-01-0{day}T00:00:00+00:00"}
        subprocess.run([*git, "commit", "-qm", "x"], env=dated, check=True)
    assert last_change(judge).startswith("2026-01-02")


@pytest.mark.parametrize(("kind", "other"), [("right", "wrong"), ("wrong", "right")])
def test_an_oracle_does_not_certify_a_solution_of_the_other_kind(monkeypatch, kind, other):
    page = bank.page_of("softmax")
    odd = replace(next(s for s in page.solutions if s.kind == kind), kind=other, on="softmax(np.array([3.0, 1.0]), 0)")
    monkeypatch.setattr(bank, "page_of", lambda kata: replace(page, solutions=[odd]))
    assert list(bank.not_certified("softmax")) == [f"softmax: {other} {odd.name}"]
