"""The class in ``examples/class``: its weeks are those of the path, and what its page shows is what grading writes.

After a change that is meant: ``UPDATE_SNAPSHOTS=1 pytest tests/test_class_example.py``, and look at the page.
"""

from __future__ import annotations

import csv
import importlib.util
import os
import re

import pytest

from dojo.classes.out.points import Points
from dojo.classes.work.submission import Limits
from dojo.course.course import Course
from dojo.engine.base.archive import zipped
from tests.grading import Graded
from tests.judging import ROOT

FOLDER = ROOT / "examples/class"
PAGE = (FOLDER / "README.md").read_text(encoding="utf-8")
COURSE = Course(ROOT, "straight")
WEEKS = {week: tuple(map(int, days.split(", "))) for week, days in re.findall(r"^\| (\d) \| ([\d, ]+) \|", PAGE, re.M)}
SHOWN = {"class.html": "class.html", **{f"student-{n}.md": f"feedback/student-{n}.md" for n in ("09", "18")}}


def test_the_weeks_are_the_days_of_the_path():
    assert sorted(day for days in WEEKS.values() for day in days) == list(range(1, len(COURSE.path.days) + 1))


@pytest.mark.parametrize("week", WEEKS)
def test_each_week_names_its_katas_and_has_points_for_them(week):
    places = COURSE.part(WEEKS[week])
    (named,) = re.findall(rf"^\| {week} \| [\d, ]+ \| (.*?) \| \[week", PAGE, re.M)
    assert sorted(named.split(", ")) == sorted(place.name for place in places)
    points = Points.read(FOLDER / f"week-{week}.toml", places, COURSE.places)
    assert sum(points.rule(place.id).points for place in places) == pytest.approx(100)
    assert points.assignment == f"Week {week}"


@pytest.fixture(scope="module")
def students():
    """The script that makes the class up."""
    spec = importlib.util.spec_from_file_location("students", FOLDER / "students.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _plain(text: str) -> str:
    """A page without what differs from machine to machine: the box, and last digits."""
    return re.sub(r"-?\d[\d.,e+-]*", "#", re.sub(r"Judged in a sandbox: .*?\. ", "", text, flags=re.S))


def test_the_page_and_the_feedback_that_are_shown_are_what_grading_writes(students, tmp_path):
    places = [COURSE.find(name) for name in ("norms", "softmax")]
    students.write(places, tmp_path / "submissions")
    graded = Graded(
        ROOT,
        tmp_path / "submissions",
        tmp_path / "results",
        katas=tuple(place.id for place in places),
        roster=FOLDER / "students.csv",
        points=FOLDER / "week-1.toml",
        limits=Limits(stages=("core", "edges")),
        jobs=2,
    )
    assert graded.code == 0, graded.said
    assert len(list(csv.DictReader(graded.files()["totals.csv"].splitlines()))) == 20
    for name, written in SHOWN.items():
        file, text = FOLDER / "results" / name, graded.files()[written]
        if os.environ.get("UPDATE_SNAPSHOTS"):
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")
        assert _plain(file.read_text(encoding="utf-8")) == _plain(text), f"{file}: grading writes another page"


def test_the_class_is_graded_as_canvas_gives_it_with_all_that_is_odd_about_it(students, tmp_path):
    """Two of one name, one with a notebook; a zip with a member that can't be unpacked; a roster with semicolons."""
    places = [COURSE.find("softmax")]
    right = students.handed_in(places, 1)
    work = {
        "weili_5001_1_katas.zip": zipped(right),
        "weili_LATE_5002_2_homework.ipynb": students.notebook(right),
        "annkim_5003_3_softmax.py": next(iter(students.handed_in(places, 9).values())),
        "\u738b" * 86 + "_5004_4_katas.zip": zipped(right),
    }
    (tmp_path / "submissions.zip").write_bytes(zipped(work))
    roster = "Student;ID;Section\nWei, Li;5001;A\nWei, Li;5002;A\nAnn, Kim;5003;A\nWang, Yi;5004;A\n"
    (tmp_path / "roster.csv").write_text(roster, encoding="utf-16")
    graded = Graded(
        ROOT,
        tmp_path / "submissions.zip",
        tmp_path / "results",
        katas=(places[0].id,),
        roster=tmp_path / "roster.csv",
        limits=Limits(stages=("core",)),
    )
    assert graded.code == 0, graded.said
    states = {row["student"]: row["state"] for row in csv.DictReader(graded.files()["grades.csv"].splitlines())}
    assert states == {"Wei, Li_5001": "passed", "Wei, Li_5002": "passed", "Ann, Kim": "wrong", "Wang, Yi": "missing"}
    assert "_5004_4_katas.zip can't be unpacked, and was not taken: File name too long" in graded.said
