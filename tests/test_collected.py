"""A judge that is collected once says of each solution what it says in a run of pytest's own."""

from __future__ import annotations

import contextlib
import io
import shutil
import sys
from pathlib import Path

import pytest
from hypothesis import settings

from dojo.course.results import Result
from dojo.engine.base.importing import forget
from dojo.engine.judge.session import Session
from dojo.run.collected import Collected

SOLUTIONS = {
    "wrong": "def double(x):\n    return abs(x * 2)\n",
    "right": "def double(x):\n    return x * 2\n",
    "raises": "def double(x):\n    raise ValueError('no')\n",
    "ends its process": "import os\n\ndef double(x):\n    os._exit(0)\n",
    "right again": "def double(x):\n    return x + x\n",
    "not started": "def double(x):\n    raise NotImplementedError\n",
    "not from scratch": "import numpy as np\n\ndef double(x):\n    return x + np.sqrt(np.square(x)) * np.sign(x)\n",
}
STRICT = "--target=numpy", "-x"


class _Told:
    """What a run says of each test, and what it writes."""

    def __init__(self):
        self.tests = []

    def pytest_runtest_logreport(self, report):
        if (result := Result.of(report)) is not None:
            self.tests.append((result.case, result.stage, result.state, result.text, result.lesson, result.tests))


@pytest.fixture
def run(course, monkeypatch):
    """Write a solution, and run its judge in some way."""
    monkeypatch.chdir(course.root)
    profile = settings.get_current_profile_name()

    def judged(name: str, judging) -> tuple:
        course.solve("double", SOLUTIONS[name], where="handed_in")
        told, out = _Told(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            code = judging([told])
        shown = [line for line in out.getvalue().split("\n") if " passed" not in line and " failed" not in line]
        return int(code), told.tests, shown

    yield judged
    settings.load_profile(profile)


@pytest.fixture
def common(course):
    where = [str(course.root / "katas/01_numbers/01_double/test_double.py"), f"--rootdir={course.root}"]
    quietly = ["-q", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning", "--capture=sys"]
    return [*where, f"--config-file={course.root}/pyproject.toml", "--hypothesis-profile=proof", *quietly]


@pytest.fixture
def collected(common):
    forget(Path(common[0]))
    judge = Collected(Session(keeps_many=True, is_strict=True), *common)
    yield judge
    judge.close()


def test_each_solution_is_judged_as_if_it_were_the_only_one(run, common, collected, course):
    own, folder = {}, f"--solution={course.root}/handed_in"
    for options in ((), STRICT):
        for name in SOLUTIONS:
            own[name, options] = run(name, lambda told, o=options: pytest.main([*common, folder, *o], plugins=told))
    codes = {code for code, _, _ in own.values()}
    assert codes == {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED}
    for name, options in [*own, *reversed(own)]:
        now = run(name, lambda told, o=options: collected.judge(folder, *o, plugins=told))
        assert now == own[name, options], (name, options)


def test_a_folder_without_a_kata_is_told_and_the_next_is_judged(run, collected, course):
    folder = f"--solution={course.root}/handed_in"
    (course.root / "empty").mkdir()
    code, _, told = run("right", lambda told: collected.judge(f"--solution={course.root}/empty", plugins=told))
    assert code == pytest.ExitCode.USAGE_ERROR
    assert "no kata in it" in " ".join(told)
    assert run("right", lambda told: collected.judge(folder, plugins=told))[0] == pytest.ExitCode.OK


def test_a_judge_that_cannot_be_collected_is_no_verdict(run, collected, course):
    judge = course.root / "katas/01_numbers/01_double/test_double.py"
    judge.write_text("import no_such_module\n", encoding="utf-8")
    code, tests, _ = run("right", lambda told: collected.judge(f"--solution={course.root}/handed_in", plugins=told))
    assert (code, tests) == (pytest.ExitCode.INTERRUPTED, [])


PICTURE = """

def test_is_a_picture_to_look_at(kata, picture_file):
    kata.run("double", np.array([1.0]))
    picture_file.write_bytes(b"")
"""


def test_each_run_has_a_temporary_folder_of_its_own(run, collected, course, tmp_path, monkeypatch):
    """Other runs remove those that nobody holds any more."""
    monkeypatch.setenv("PYTEST_DEBUG_TEMPROOT", str(tmp_path))
    judge = course.root / "katas/01_numbers/01_double/test_double.py"
    judge.write_text(judge.read_text(encoding="utf-8") + PICTURE, encoding="utf-8")
    for _ in range(2):
        code, *_ = run("right", lambda told: collected.judge(f"--solution={course.root}/handed_in", plugins=told))
        assert code == pytest.ExitCode.OK
        for folder in tmp_path.glob("pytest-of-*/pytest-[0-9]*"):
            shutil.rmtree(folder)


def test_an_open_session_leaves_the_process_as_it_was(run, collected, course):
    path, streams = list(sys.path), (sys.stdin, sys.stdout, sys.stderr)
    run("wrong", lambda told: collected.judge(f"--solution={course.root}/handed_in", plugins=told))
    assert (sys.path, (sys.stdin, sys.stdout, sys.stderr)) == (path, streams)
