"""``dojo update``: what becomes of each file, in a learner's folder and in a clone, whatever ends it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dojo.base import files
from dojo.course import init, update
from dojo.course.endings import renamed_in
from dojo.course.three_ways import Sides, plan
from dojo.watch import command
from tests.judging import ROOT
from tests.updating import DOUBLE, HALF, SOLVED, add, list_files, move, tree, write

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
    made = plan(Sides(then, now, dict.fromkeys(then, b"")), {"one": "two", "two": "three"})
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
    """Judge a folder with the installed course of this test."""
    plugin = folder.with_name("with_course.py")
    plugin.write_text(
        f"from pathlib import Path\nfrom dojo.base import files\nfiles.COURSE = Path({str(files.COURSE)!r})\n"
    )
    command = [sys.executable, "-m", "pytest", "-p", "with_course", "--target=numpy", *katas]
    paths = {"PYTHONPATH": os.pathsep.join([str(ROOT), str(plugin.parent)])}
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=os.environ | paths)
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


def test_what_was_green_stays_green_and_is_judged_again(course, mine, dojo):
    write(mine / DOUBLE / "double.py", SOLVED)
    judged(mine, "katas/01_numbers")
    publish(course)
    assert "green as before, until it is judged again" in dojo("update")
    assert "green, judge changed" in dojo("list", "double")
    judged(mine, "katas/01_numbers")
    assert "judge changed" not in dojo("list", "double")


def test_a_setting_of_the_learners_stays_and_the_courses_is_beside_it(course, mine, dojo, monkeypatch):
    add(mine / "pyproject.toml", "# mine\n")
    settings = init.settings
    new = {"pyproject.toml": b"new = 1\n", "README.md": b"# New\n"}
    monkeypatch.setattr(init, "settings", lambda *names: settings(*names) | new)
    told = dojo("update")
    assert "yours stays; the course's is in .dojo/course/pyproject.toml" in told
    assert (mine / "pyproject.toml").read_text().endswith("# mine\n")
    assert (mine / ".dojo/course/pyproject.toml").read_bytes() == b"new = 1\n"
    assert (mine / "README.md").read_bytes() == b"# New\n"
    assert "up to date" in dojo("update")


def test_a_judge_that_both_have_changed_is_the_courses_and_the_learners_is_kept(course, mine, dojo):
    add(mine / DOUBLE / "test_double.py", "# mine\n")
    held = (mine / DOUBLE / "test_double.py").read_bytes()
    publish(course)
    assert "judge (yours is kept aside)" in dojo("update")
    assert (mine / DOUBLE / "test_double.py").read_bytes() == (course.root / DOUBLE / "test_double.py").read_bytes()
    assert asides(mine)[f"{DOUBLE}/test_double.py"] == held


# --------------------------------------------------------------------------------- katas that move


def test_a_kata_that_has_moved_takes_everything_with_it(course, mine, dojo):
    write(mine / DOUBLE / "double.py", SOLVED)
    write(mine / DOUBLE / "helper.py", "A = 1\n")
    write(mine / DOUBLE / "double.py.kept-1", "before\n")
    write(course.root / DOUBLE / "hints.md", "# Hints\n\n## Faint\n\nTwice.\n\n## Strong\n\nx + x.\n")
    list_files(course.root)
    dojo("update")
    judged(mine, "katas/01_numbers")
    dojo("hint", "double")
    move(course.root, "01_numbers/01_double", "03_more/04_double")
    list_files(course.root)
    told = dojo("update")
    assert "was 01_numbers/01_double, your file has come along" in told
    new = mine / "katas/03_more/04_double"
    assert (new / "double.py").read_text() == SOLVED
    assert (new / "helper.py").read_text() == "A = 1\n"
    assert (new / "double.py.kept-1").read_text() == "before\n"
    assert not (mine / DOUBLE).exists()
    assert (mine / ".dojo/green/03_more__04_double.py").read_text() == SOLVED
    assert "04_double" in dojo("list", "green")
    assert "hint 2 of 2" in dojo("hint", "double")


def test_a_kata_that_has_another_name_is_found_by_the_table(course, mine, dojo):
    write(mine / HALF / "half.py", "def half(x):\n    return x / 2\n")
    judged(mine, "katas/02_parts")
    move(course.root, "02_parts/01_half", "02_parts/02_halve")
    write(course.root / "katas/path.toml", '[renamed]\nhalf = "halve"\n')
    list_files(course.root)
    assert "was 02_parts/01_half, your file has come along" in dojo("update")
    assert (mine / "katas/02_parts/02_halve/halve.py").read_text() == "def half(x):\n    return x / 2\n"
    assert not (mine / HALF).exists()
    assert "02_halve" in dojo("list", "green")


def test_a_kata_that_is_gone_leaves_what_the_learner_wrote(course, mine, dojo):
    write(mine / HALF / "half.py", "def half(x):\n    return x / 2\n")
    judge = (mine / HALF / "test_half.py").read_bytes()
    shutil.rmtree(course.root / HALF)
    list_files(course.root)
    told = dojo("update")
    assert "no longer in the course, your file stays" in told
    assert (mine / HALF / "half.py").is_file()
    assert not (mine / HALF / "test_half.py").exists()
    assert asides(mine)[f"{HALF}/test_half.py"] == judge


def test_a_learners_own_kata_stands_where_the_course_has_a_new_one(course, mine, dojo):
    own = mine / "katas/03_more/01_third"
    write(own / "test_third.py", "# my own judge\n")
    write(own / "third.py", "# mine\n")
    before = tree(own)
    publish(course)
    assert "in the place of the course's" in dojo("update")
    assert tree(own) == before
    own.rename(own.with_name("09_third_of_mine"))
    assert "03_more/01_third" in dojo("update")
    assert (own / "test_third.py").is_file()


def test_katas_of_ones_own_are_no_course_to_bring_up_to_date(course, mine, dojo, monkeypatch, tmp_path_factory):
    folder = tmp_path_factory.mktemp("author")
    shutil.copytree(course.root / "katas", folder / "katas")
    shutil.copytree(course.root / "reference", folder / "reference")
    monkeypatch.chdir(folder)
    before = tree(folder)
    assert "all katas here are your own" in dojo("update", code=1)
    assert tree(folder) == before
