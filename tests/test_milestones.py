"""Milestones: each runs with the model solutions, prints and draws; what is missing is named."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from dojo.course.course import Course
from dojo.course.milestones import Milestone, milestones
from tests.grading import HALF, RIGHT_HALF, small_course, write
from tests.judging import ROOT

KNOWN = milestones(Course(ROOT))
RUN = (
    "import sys, pathlib; from dojo.course.course import Course; from dojo.course.milestones import Milestone, run;"
    " root, track, folder, pictures = sys.argv[1:];"
    " wrong, kept = run(Milestone(Course(pathlib.Path(root)), track), pathlib.Path(folder), quick=True, pictures=pictures);"
    " print(wrong)"
)


def ran(milestone: Milestone, directory: Path, pictures: Path) -> str:
    """What a milestone prints, in a process of its own, with few steps."""
    told = [str(milestone.course.root), milestone.track, str(directory), str(pictures)]
    environment = os.environ | {"MPLBACKEND": "Agg", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-c", RUN, *told], capture_output=True, text=True, env=environment, cwd=pictures, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def course(tmp_path) -> Course:
    """A course with a milestone of two parts."""
    root = small_course(tmp_path.resolve())
    text = '"""Numbers, halved and doubled.\n\nMore.\n"""\n\n# %%\nimport dojo.mine  # noqa: F401\n'
    text += "from mine.double import double\nfrom mine.half import half\n\nprint(half(double(3.0)))\n"
    write(root / "katas" / "02_parts" / "milestone.py", text)
    write(root / "katas" / HALF / "half.py", RIGHT_HALF)
    return Course(root)


def test_its_parts_and_title_are_read_and_not_run(course):
    (milestone,) = milestones(course)
    assert (milestone.title, milestone.parts) == ("Numbers, halved and doubled", ["double", "half"])
    assert milestone.needs(course.root / "katas") == ["double"]
    assert milestone.needs(course.root / "reference") == []


def test_a_part_that_is_not_written_is_named(course, tmp_path):
    (milestone,) = milestones(course)
    assert "this milestone needs double, which is not written yet" in ran(milestone, course.root / "katas", tmp_path)
    assert ran(milestone, course.root / "reference", tmp_path).strip() == "3.0"


def test_an_error_is_told_with_the_learners_own_lines(course, tmp_path):
    write(course.root / "katas" / HALF / "half.py", "def half(x):\n    return x.halve()\n")
    write(course.root / "katas" / "01_numbers" / "01_double" / "double.py", "def double(x):\n    return 2 * x\n")
    said = ran(milestones(course)[0], course.root / "katas", tmp_path)
    assert "AttributeError" in said
    assert "half.py:2  return x.halve()" in said


@pytest.mark.parametrize("milestone", KNOWN, ids=lambda one: one.track)
def test_it_runs_with_the_model_solutions_and_draws(milestone, tmp_path):
    said = ran(milestone, ROOT / "reference", tmp_path)
    assert len(said.split()) > 20
    assert "Error" not in said.split("\n")[-2]
    pictures = [file for file in tmp_path.iterdir() if file.suffix in (".png", ".gif")]
    assert pictures
    assert all(file.stat().st_size > 2000 for file in pictures)


@pytest.mark.parametrize("milestone", KNOWN, ids=lambda one: one.track)
def test_it_reads_like_a_notebook(milestone):
    text = milestone.file.read_text(encoding="utf-8")
    assert text.count("\n# %%") >= 4
    assert "import dojo.mine" in text
    assert ast.get_docstring(ast.parse(text))
