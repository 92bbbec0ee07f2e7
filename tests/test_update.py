"""``dojo update``: what becomes of each file, in a learner's folder and in a clone, whatever ends it."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dojo.base import files, journal, staging
from dojo.course import init, update
from dojo.course.endings import renamed_in
from dojo.course.three_ways import Sides, plan
from dojo.watch import command
from tests.judging import ROOT
from tests.updating import DOUBLE, HALF, SOLVED, add, archive, list_files, move, tree, write

STUB = b"def double(x):\n    raise NotImplementedError\n"
FIRST = "katas/01_numbers/01_double"


def digest(held: bytes) -> str:
    return sha256(held).hexdigest()


def decided(path: str, then: bytes | None, now: bytes | None, here: bytes | None):
    """What becomes of one file; its kata is whole on all sides."""
    judge = {f"{FIRST}/test_double.py": b"judge"}
    sides = Sides(
        {name: digest(held) for name, held in {**judge, path: then}.items() if held is not None},
        {name: held for name, held in {**judge, path: now}.items() if held is not None},
        {name: held for name, held in {**judge, path: here}.items() if held is not None},
    )
    made = plan(sides, {})
    return made.files.get(path, here), made


NOT_MINE, MINE = [f"{FIRST}/test_double.py", f"{FIRST}/README.md", f"{FIRST}/a.svg", "katas/path.toml"], [
    f"{FIRST}/double.py", f"{FIRST}/helper.py", "README.md", "pyproject.toml", ".vscode/settings.json",
    "katas/.vscode/settings.json", "katas/01_numbers/milestone.py",
]  # fmt: skip


@pytest.mark.parametrize("path", [*NOT_MINE, *MINE])
def test_what_the_learner_has_not_touched_is_the_courses(path):
    assert decided(path, STUB, b"new", STUB)[0] == b"new"
    assert decided(path, None, b"new", None)[0] == b"new"
    assert decided(path, STUB, None, STUB)[0] is None
    assert decided(path, STUB, STUB + b"# new\n", STUB.replace(b"\n", b"\r\n"))[0] == STUB + b"# new\n"


@pytest.mark.parametrize("path", [*NOT_MINE, *MINE])
def test_what_the_learner_alone_has_changed_stays(path):
    assert decided(path, STUB, STUB, b"mine")[0] == b"mine"
    assert decided(path, STUB, b"both", b"both")[0] == b"both"


@pytest.mark.parametrize("path", MINE)
def test_what_both_have_changed_stays_where_it_may_be_the_learners(path):
    kept, made = decided(path, STUB, b"new", b"mine")
    assert kept == b"mine"
    told = made.told.get("01_numbers/01_double", [])
    assert made.kept == {path: b"new"} or told == ["stub (yours is kept: dojo reset 01_double writes the new one)"]


@pytest.mark.parametrize("path", NOT_MINE)
def test_what_both_have_changed_is_the_courses_where_verdicts_rest_on_it(path):
    new, made = decided(path, STUB, b"new", b"mine")
    assert new == b"new"
    assert path.endswith(".svg") or "(yours is kept aside)" in str(dict(made.told))


def test_a_stub_that_somebody_has_written_in_is_no_stub_whatever_the_list_says():
    written = b"def double(x):\n    return x * 2\n"
    assert decided(f"{FIRST}/double.py", written, STUB, written)[0] == written


@pytest.mark.parametrize("path", ["katas/01_numbers/milestone.py", ".vscode/settings.json"])
def test_what_the_learner_has_deleted_stays_away_where_it_is_a_setting(path):
    assert decided(path, STUB, b"new", None)[0] is None
    assert decided(f"{FIRST}/double.py", STUB, STUB, None)[0] == STUB


def test_a_kata_that_the_learner_has_deleted_stays_away():
    paths = {f"{FIRST}/{name}": b"x" for name in ("test_double.py", "double.py", "README.md")}
    made = plan(Sides({path: digest(held) for path, held in paths.items()}, dict.fromkeys(paths, b"new"), {}), {})
    assert not made.files


def test_a_kata_is_found_by_all_the_names_that_it_had():
    then = {"katas/01_a/01_one/test_one.py": digest(b"")}
    now = {"katas/02_b/07_three/test_three.py": b""}
    made = plan(Sides(then, now, {path: b"" for path in then}), {"one": "two", "two": "three"})
    assert made.carried == {"01_a/01_one": "02_b/07_three"}
    assert plan(Sides(then, now, {}), {"one": "two", "two": "one"}).carried == {}


def test_the_table_of_renamed_katas_is_read():
    assert renamed_in('[renamed]\nold = "new"\ngone = ""\n') == {"old": "new", "gone": ""}
    assert renamed_in("") == renamed_in("[renamed") == renamed_in("renamed = 1") == {}


# --------------------------------------------------------------------------------- a learner's folder


@pytest.fixture
def dojo():
    def run(*arguments: str, code: int = 0) -> str:
        result = CliRunner().invoke(command.app, arguments)
        assert result.exit_code == code, result.output
        return result.output

    return run


@pytest.fixture
def mine(course, tmp_path_factory, monkeypatch):
    """A learner's folder, the working directory from now on; the installed course is that of two katas."""
    list_files(course.root)
    for module in (files, update, command):
        monkeypatch.setattr(module, "COURSE", course.root)
    folder = tmp_path_factory.mktemp("learner") / "mine"
    init.init(folder, course.root)
    monkeypatch.chdir(folder)
    return folder


def publish(course) -> None:
    """A new version: another statement, judge and stub, and a new kata."""
    add(course.root / DOUBLE / "test_double.py", "\n# judged better\n")
    write(course.root / DOUBLE / "README.md", "# Double, better told\n")
    add(course.root / DOUBLE / "double.py", "# another stub\n")
    course._add("03_more", "01_third", 5, False, "x * 3", [3.0, 6.0])
    list_files(course.root)


def judged(folder: Path, *katas: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--target=numpy", *katas], cwd=folder, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def asides(root: Path) -> dict[str, bytes]:
    """All copies of what was replaced."""
    return {name.split("/", 1)[1]: held for name, held in tree(root / ".dojo/aside").items()}


def test_an_update_brings_what_is_new_and_leaves_what_was_written(course, mine, dojo):
    write(mine / DOUBLE / "double.py", SOLVED)
    write(mine / DOUBLE / "helper.py", "A = 1\n")
    write(mine / "katas/01_numbers/07_own/own.py", "mine\n")
    judge = (mine / DOUBLE / "test_double.py").read_bytes()
    publish(course)
    told = dojo("update")
    assert "the course is updated" in told
    assert "statement, stub (yours is kept: dojo reset 01_double writes the new one), judge" in told
    assert "03_more/01_third" in told
    assert (mine / DOUBLE / "double.py").read_text() == SOLVED
    assert (mine / DOUBLE / "helper.py").read_text() == "A = 1\n"
    assert (mine / "katas/01_numbers/07_own/own.py").read_text() == "mine\n"
    assert "# judged better" in (mine / DOUBLE / "test_double.py").read_text()
    assert (mine / "katas/03_more/01_third/third.py").is_file()
    assert asides(mine)[f"{DOUBLE}/test_double.py"] == judge
    assert not (mine / ".dojo/update").exists()
    assert "pip install -U genai-katas" in dojo("update")
    dojo("reset", "01_double", "--yes")
    assert "# another stub" in (mine / DOUBLE / "double.py").read_text()
