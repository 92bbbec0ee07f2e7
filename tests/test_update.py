"""``dojo update``: what becomes of each file, in a learner's folder and in a clone, whatever ends it."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from unittest.mock import Mock

import pytest
from typer.testing import CliRunner

from dojo import __version__
from dojo.cli import command, folder_commands
from dojo.engine.base import disk, files
from dojo.install import init, newest, update
from dojo.install.shipped import shipped_digest
from dojo.install.three_ways import Sides, plan
from tests.judging import ROOT, needs
from tests.updating import DOUBLE, HALF, SOLVED, add, list_files, move, tree, write

STUB = b"def double(x):\n    raise NotImplementedError\n"
FIRST = "katas/01_numbers/01_double"


def decided(path: str, then: bytes | None, now: bytes | None, here: bytes | None):
    """What becomes of one file; its kata is whole on all sides."""
    judge = {f"{FIRST}/test_double.py": b"judge"}
    sides = Sides(
        {name: shipped_digest(held) for name, held in {**judge, path: then}.items() if held is not None},
        {name: held for name, held in {**judge, path: now}.items() if held is not None},
        {name: held for name, held in {**judge, path: here}.items() if held is not None},
    )
    made = plan(sides, {})
    return made.files.get(path, here), made


NOT_MINE, MINE = [f"{FIRST}/test_double.py", f"{FIRST}/README.md", f"{FIRST}/a.svg", "katas/path.toml"], [
    f"{FIRST}/double.py", f"{FIRST}/helper.py", "README.md", "pyproject.toml", ".vscode/settings.json",
    "katas/.vscode/settings.json", "katas/01_numbers/milestone.py", "katas/01_numbers/milestone_at_last.py",
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
    told = made.changes.get("01_numbers/01_double", [])
    assert made.kept == {path: b"new"} or told == ["stub (yours is kept: dojo reset 01_double writes the new one)"]


@pytest.mark.parametrize("path", NOT_MINE)
def test_what_both_have_changed_is_the_courses_where_verdicts_rest_on_it(path):
    new, made = decided(path, STUB, b"new", b"mine")
    assert new == b"new"
    assert path.endswith(".svg") or "(yours is kept aside)" in str(dict(made.changes))


def test_a_stub_that_somebody_has_written_in_is_no_stub_whatever_the_list_says():
    written = b"def double(x):\n    return x * 2\n"
    assert decided(f"{FIRST}/double.py", written, STUB, written)[0] == written


@pytest.mark.parametrize("path", ["katas/01_numbers/milestone.py", ".vscode/settings.json"])
def test_what_the_learner_has_deleted_stays_away_where_it_is_a_setting(path):
    assert decided(path, STUB, b"new", None)[0] is None
    assert decided(f"{FIRST}/double.py", STUB, STUB, None)[0] == STUB


def test_a_kata_that_the_learner_has_deleted_stays_away():
    paths = {f"{FIRST}/{name}": b"x" for name in ("test_double.py", "double.py", "README.md")}
    made = plan(
        Sides({path: shipped_digest(held) for path, held in paths.items()}, dict.fromkeys(paths, b"new"), {}), {}
    )
    assert not made.files


def test_a_kata_is_found_by_all_the_names_that_it_had():
    then = {"katas/01_a/01_one/test_one.py": shipped_digest(b"")}
    now = {"katas/02_b/07_three/test_three.py": b""}
    made = plan(Sides(then, now, dict.fromkeys(then, b"")), {"one": "two", "two": "three"})
    assert made.carried == {"01_a/01_one": "02_b/07_three"}
    assert plan(Sides(then, now, {}), {"one": "two", "two": "one"}).carried == {}


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
    for module in (files, newest, folder_commands):
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
        f"from pathlib import Path\nfrom dojo.engine.base import files\nfiles.COURSE = Path({str(files.COURSE)!r})\n"
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
    write(mine / "hunts/double.py", "a hunt\n")
    write(mine / ".dojo/practice.json", "{}")
    judge = (mine / DOUBLE / "test_double.py").read_bytes()
    publish(course)
    told = dojo("update")
    assert "the course is updated" in told
    assert "statement, stub (yours is kept: dojo reset 01_double writes the new one), judge" in told
    assert "03_more/01_third" in told
    assert (mine / DOUBLE / "double.py").read_text() == SOLVED
    assert (mine / DOUBLE / "helper.py").read_text() == "A = 1\n"
    assert (mine / "hunts/double.py").read_text() == "a hunt\n"
    assert (mine / ".dojo/practice.json").read_text() == "{}"
    assert (mine / "katas/01_numbers/07_own/own.py").read_text() == "mine\n"
    assert "# judged better" in (mine / DOUBLE / "test_double.py").read_text()
    assert (mine / "katas/03_more/01_third/third.py").is_file()
    assert asides(mine)[f"{DOUBLE}/test_double.py"] == judge
    assert not (mine / ".dojo/update").exists()
    assert "pip install -U genai-katas" in dojo("update")
    dojo("reset", "01_double", "--yes")
    assert "# another stub" in (mine / DOUBLE / "double.py").read_text()


def test_a_path_that_is_gone_is_told_once(course, mine, dojo):
    dojo("path", "fast_track")
    write(course.root / "katas/path.toml", '[paths.numbers]\nkatas = ["half", "double"]\n')
    list_files(course.root)
    assert "the path fast_track is gone: numbers goes on" in dojo("update")
    assert "is gone" not in dojo("update")
    assert "numbers 0 of 2" in dojo("list")


def test_a_way_back_to_an_older_course_is_called_so(course, mine, dojo):
    list_ = json.loads((mine / "katas/shipped.json").read_text(encoding="utf-8"))
    write(mine / "katas/shipped.json", json.dumps(list_ | {"version": "99.0"}))
    publish(course)
    told = " ".join(dojo("update").split())
    assert f"the course goes back from version 99.0 to {__version__}, which is older" in told
    assert "is updated" not in told
    assert "pip install -U genai-katas brings the newest" in told


def test_the_next_kata_is_judged_by_the_command_too(course, mine):
    done = subprocess.run(
        [sys.executable, "-m", "dojo", "next", "--collect-only"], cwd=mine, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


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


@pytest.mark.parametrize("list_", ["<<<<<<< HEAD\n", "[]", '{"files": {}}'])
def test_a_list_that_can_not_be_read_costs_nothing_that_was_written(course, mine, dojo, list_):
    written_in(mine)
    write(mine / "katas/shipped.json", list_)
    publish(course)
    dojo("update")
    there = [*tree(mine).values()]
    assert all(held.encode() in there for held in WRITTEN.values())
    assert (mine / DOUBLE / "double.py").read_text() == SOLVED
    assert tree(mine / DOUBLE)["test_double.py"] == tree(course.root / DOUBLE)["test_double.py"]


def test_katas_that_are_not_begun_are_counted(course, mine, dojo):
    add(course.root / DOUBLE / "test_double.py", "# better\n")
    add(course.root / HALF / "test_half.py", "# better\n")
    write(mine / DOUBLE / "double.py", SOLVED)
    list_files(course.root)
    told = dojo("update")
    assert "01_numbers/01_double  judge\n" in told
    assert "katas that you have not begun, with a better statement or judge: 1\n" in told
    assert "01_half" not in told


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


def test_a_copy_of_a_kata_does_not_keep_it_from_moving(course, mine, dojo):
    write(mine / DOUBLE / "double.py", SOLVED)
    shutil.copytree(mine / DOUBLE, mine / "katas/90_mine/01_double")
    before = tree(mine / "katas/90_mine")
    move(course.root, "01_numbers/01_double", "03_more/04_double")
    list_files(course.root)
    assert "was 01_numbers/01_double" in dojo("update")
    assert (mine / "katas/03_more/04_double/double.py").read_text() == SOLVED
    assert tree(mine / "katas/90_mine") == before


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


@pytest.mark.parametrize(("name", "now"), [("random_arrays", "error_bars")])
def test_a_kata_that_this_course_has_renamed_takes_everything_with_it(course, mine, dojo, name, now):
    """By the table that is shipped: the learner's file, what was green of it, and the hints."""
    old, new = f"04_arrays/01_{name}", f"04_arrays/01_{now}"
    course._add(*old.split("/"), 5, False, "x * 3", [3.0, 6.0])
    write(course.root / "katas" / old / "hints.md", "# Hints\n\n## Faint\n\nThrice.\n\n## Strong\n\nx * 3.\n")
    list_files(course.root)
    dojo("update")
    solved = f"def {name}(x):\n    return x + x + x\n"
    write(mine / f"katas/{old}/{name}.py", solved)
    judged(mine, f"katas/{old}")
    dojo("hint", name)
    move(course.root, old, new)
    shutil.copy(ROOT / "katas/path.toml", course.root / "katas/path.toml")
    list_files(course.root)
    assert f"was {old}, your file has come along" in dojo("update")
    assert (mine / f"katas/{new}/{now}.py").read_text() == solved
    assert (mine / f".dojo/green/{new.replace('/', '__')}.py").read_text() == solved
    assert not (mine / "katas" / old).exists()
    assert new.rpartition("/")[2] in dojo("list", "green")
    assert "hint 2 of 2" in dojo("hint", now)


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
    assert "you have a kata of that name" in dojo("update")
    assert tree(own) == before
    own.rename(mine / "third")
    assert "03_more/01_third" in dojo("update")
    assert (own / "test_third.py").is_file()
    assert tree(mine / "third") == before


def test_a_learners_own_kata_keeps_its_name_wherever_it_is(course, mine, dojo):
    for name in ("test_third.py", "third.py"):
        write(mine / "katas/90_mine/01_third" / name, "# mine\n")
    publish(course)
    assert "you have a kata of that name" in dojo("update")
    assert not (mine / "katas/03_more").exists()
    assert "statement" not in dojo("update")


def test_katas_of_ones_own_are_no_course_to_bring_up_to_date(course, mine, dojo, monkeypatch, tmp_path_factory):
    folder = tmp_path_factory.mktemp("author")
    shutil.copytree(course.root / "katas", folder / "katas")
    shutil.copytree(course.root / "reference", folder / "reference")
    monkeypatch.chdir(folder)
    before = tree(folder)
    assert "all katas here are your own" in dojo("update", code=1)
    assert tree(folder) == before


# --------------------------------------------------------------------------------- a clone


GIT = ["-c", "user.name=somebody", "-c", "user.email=somebody@example.com", "-c", "init.defaultBranch=main"]


def git(folder: Path, *arguments: str, code: int = 0) -> str:
    done = subprocess.run(["git", *GIT, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def committed(folder: Path, name: str = "the course") -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", name)


@pytest.fixture
def clone(course, tmp_path_factory, monkeypatch):
    """A learner's clone of a course, the working directory from now on."""
    for name in ("__init__", "old"):
        write(course.root / f"dojo/{name}.py", f"# {name}\n")
    write(course.root / ".gitignore", ".dojo/\n")
    list_files(course.root)
    git(course.root, "init", "-q")
    committed(course.root)
    folder = tmp_path_factory.mktemp("learner") / "clone"
    git(course.root, "clone", "-q", str(course.root), str(folder))
    monkeypatch.chdir(folder)
    return folder


def publish_at(course, clone) -> None:
    """What the course is by now, as a new version."""
    list_files(course.root)
    committed(course.root, "a new version")
    git(clone, "fetch", "-q")


def publish_by_git(course, clone) -> None:
    """A new version, with a new engine, which the clone has fetched."""
    publish(course)
    write(course.root / "dojo/engine.py", "# new\n")
    (course.root / "dojo/old.py").unlink()
    publish_at(course, clone)


@needs("git")
def test_a_clone_takes_the_katas_that_git_has_fetched_and_leaves_the_engine_to_git(course, clone, dojo):
    write(clone / DOUBLE / "double.py", SOLVED)
    before = tree(clone, ".git/")
    publish_by_git(course, clone)
    told = " ".join(dojo("update").split())
    assert "stub (yours is kept" in told
    assert "the engine and the references come by git: commit, then git pull -X ours" in told
    new = {name: held for name, held in tree(course.root, ".git/").items() if name.startswith("katas/")}
    assert tree(clone, ".dojo/", ".git/") == before | new | {f"{DOUBLE}/double.py": SOLVED.encode()}
    replaced = {name for name in new.keys() & before if before[name] != new[name]} - {f"{DOUBLE}/double.py"}
    assert asides(clone) == {name: before[name] for name in replaced}
    assert "up to date" in dojo("update")


@needs("git")
def test_git_brings_the_rest_and_what_was_written_stays(course, clone, dojo):
    write(clone / DOUBLE / "double.py", SOLVED)
    publish_by_git(course, clone)
    dojo("update")
    committed(clone, "the newest katas")
    git(clone, "pull", "-q", "--no-rebase", "--no-edit", "-X", "ours")
    mine = {f"{DOUBLE}/double.py": SOLVED.encode()}
    assert tree(clone, ".dojo/", ".git/") == tree(course.root, ".git/") | mine


@needs("git")
def test_katas_of_ones_own_in_a_clone_are_left_alone_though_the_list_has_them(course, clone, dojo):
    for folder in ("katas", "reference"):
        shutil.copytree(clone / folder / "02_parts/01_half", clone / folder / "02_parts/02_own")
    (clone / "katas/02_parts/02_own/half.py").rename(clone / "katas/02_parts/02_own/own.py")
    (clone / "katas/02_parts/02_own/test_half.py").rename(clone / "katas/02_parts/02_own/test_own.py")
    list_files(clone)
    before = tree(clone / "katas/02_parts/02_own")
    publish_by_git(course, clone)
    dojo("update")
    assert tree(clone / "katas/02_parts/02_own") == before


@needs("git")
@pytest.mark.parametrize("is_told", [True, False])
def test_a_kata_that_is_gone_goes_in_a_clone_where_the_table_says_so(course, clone, dojo, is_told):
    write(clone / HALF / "half.py", SOLVED)
    for folder in (HALF, HALF.replace("katas", "reference")):
        shutil.rmtree(course.root / folder)
    write(course.root / "katas/path.toml", '[renamed]\nhalf = ""\n' if is_told else "")
    publish_at(course, clone)
    words = "no longer in the course, your file stays" if is_told else "not in the course: left as it is"
    assert words in dojo("update")
    assert (clone / HALF / "half.py").read_text() == SOLVED
    assert (clone / HALF / "test_half.py").exists() is not is_told


@needs("git")
def test_a_kata_that_moves_in_a_clone_takes_what_was_written_along(course, clone, dojo):
    write(clone / DOUBLE / "double.py", SOLVED)
    move(course.root, "01_numbers/01_double", "03_more/04_double")
    publish_at(course, clone)
    assert "was 01_numbers/01_double, your file has come along" in dojo("update")
    assert (clone / "katas/03_more/04_double/double.py").read_text() == SOLVED


FOLLOWS_NONE = {
    "a history of its own": lambda clone: (shutil.rmtree(clone / ".git"), git(clone, "init", "-q"), committed(clone)),
    "a detached head": lambda clone: git(clone, "checkout", "-q", "--detach"),
    "a zip": lambda clone: shutil.rmtree(clone / ".git"),
}


@needs("git")
@pytest.mark.parametrize("place", FOLLOWS_NONE)
def test_a_clone_that_follows_no_branch_is_told_so_and_nothing_is_changed(course, clone, dojo, place):
    publish_by_git(course, clone)
    FOLLOWS_NONE[place](clone)
    before = tree(clone, ".git/", ".dojo/")
    told = " ".join(dojo("update", code=1).split())
    assert "git branch -u origin/main lets it follow one" in told
    assert "Nothing is changed" in told
    assert tree(clone, ".git/", ".dojo/") == before


@needs("git")
def test_a_branch_without_a_course_changes_nothing(course, clone, dojo):
    write(course.root / "katas/shipped.json", "{")
    committed(course.root, "damaged")
    git(clone, "fetch", "-q")
    assert "holds no course. Nothing is changed" in " ".join(dojo("update", code=1).split())


def test_what_a_teacher_handed_out_the_teacher_brings_up_to_date(course, mine, dojo):
    write(mine / "katas/sealed.zip", b"")
    publish(course)
    before = tree(mine)
    assert "your teacher has handed this course out" in dojo("update", code=1)
    assert tree(mine) == before


# --------------------------------------------------------------------------------- killed


HINTS = b'{"01_numbers/01_double": {"shown": 1}}'
WRITTEN = {
    f"{DOUBLE}/double.py": SOLVED,
    f"{DOUBLE}/helper.py": "A = 'a helper'\n",
    f"{HALF}/half.py": "def half(x):\n    return x / 2  # mine\n",
    f"{HALF}/README.md": "# Half, with my notes\n",
    "katas/01_numbers/07_own/own.py": "# my own kata\n",
    "pyproject.toml": "# my settings\n",
    ".dojo/green/01_numbers__01_double.py": "# green before\n",
    ".dojo/hints.json": HINTS.decode(),
}
"""What a learner has written, by its path."""


def written_in(folder: Path) -> None:
    for name, held in WRITTEN.items():
        write(folder / name, held)


def publish_all(course) -> None:
    """A kata moves, a statement, a judge and a stub change, a kata is new."""
    publish(course)
    move(course.root, "01_numbers/01_double", "03_more/04_double")
    add(course.root / HALF / "test_half.py", "# judged better\n")
    write(course.root / HALF / "README.md", "# Half, told better\n")
    list_files(course.root)


def killed(root: Path, work: Path, course: Path, stride: int = 1):
    """What `tests.killed` tells of an update of ``root``."""
    command = [sys.executable, str(ROOT / "tests/killed.py"), root, work, course, str(stride)]
    paths = {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | paths)
    assert done.returncode == 0, done.stdout + done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def check_killed(before: dict, work: Path, told: list) -> None:
    """Nothing that was written is ever lost, and the next update comes to the same end."""
    kept = (".dojo/aside/", ".dojo/.")
    after, written = tree(work / str(told[-1][0]), *kept), {held.encode() for held in WRITTEN.values()}
    assert told[-1][1:] == [True, ""]
    assert len(told) > 40
    for at, _, said in told:
        cut, finished = work / f"{at}-cut", work / str(at)
        for folder in (cut, finished):
            there = b"".join([*tree(folder).values(), HINTS])
            assert all(held in there for held in written)
        assert tree(finished, *kept) == after
        assert said or tree(cut, *kept, ".dojo/new") in (before, after)


def test_an_update_that_is_killed_is_begun_again(course, mine, tmp_path_factory):
    written_in(mine)
    publish_all(course)
    work = tmp_path_factory.mktemp("killed")
    before = tree(mine)
    told = killed(mine, work, course.root)
    check_killed(before, work, told)
    assert {bool(said) for *_, said in told} == {True, False}


class Cut(BaseException):
    """The end of a program."""


def cut_at(monkeypatch, path: str):
    """Cut an update off before it changes a file; what does so is undone with what this returns."""
    change, patched = disk.change, pytest.MonkeyPatch()

    def cut(root, name, *more):
        if name == path:
            raise Cut
        return change(root, name, *more)

    patched.setattr(disk, "change", cut)
    with pytest.raises(Cut):
        update.update(Path.cwd())
    patched.undo()


@pytest.fixture
def cut_off(course, mine, monkeypatch):
    """A learner's folder whose update was cut off at its first judge."""
    written_in(mine)
    publish(course)
    cut_at(monkeypatch, f"{DOUBLE}/test_double.py")
    return mine


def test_the_next_command_says_so_in_one_line_until_it_is_done(cut_off, dojo):
    assert dojo("list", "double").startswith("an update was cut off: dojo update goes on with it\n")
    assert "what was replaced is kept in .dojo/aside/" in dojo("update")
    assert "# judged better" in (cut_off / DOUBLE / "test_double.py").read_text()
    assert "cut off" not in dojo("list", "double")


def test_pytest_says_so_too(cut_off):
    done = subprocess.run([sys.executable, "-m", "pytest", "--collect-only", "-q"], capture_output=True, text=True)
    assert "an update was cut off: dojo update goes on with it" in done.stdout, done.stdout + done.stderr


def test_what_is_edited_after_it_was_cut_off_is_the_learners(course, cut_off, dojo):
    write(cut_off / "README.md", "# edited meanwhile\n")
    write(cut_off / DOUBLE / "double.py", SOLVED)
    dojo("update")
    assert (cut_off / "README.md").read_text() == "# edited meanwhile\n"
    assert (cut_off / DOUBLE / "double.py").read_text() == SOLVED


def test_what_was_brought_before_it_was_cut_off_is_not_taken_for_the_learners(course, mine, dojo, monkeypatch):
    """Where the course has changed once more until the next update."""
    publish(course)
    cut_at(monkeypatch, f"{DOUBLE}/test_double.py")
    assert (mine / DOUBLE / "README.md").read_text() == "# Double, better told\n"
    write(course.root / DOUBLE / "README.md", "# Double, told once more\n")
    list_files(course.root)
    assert "yours" not in dojo("update")
    assert (mine / DOUBLE / "README.md").read_text() == "# Double, told once more\n"


def test_greens_outlast_an_update_that_is_cut_off_and_a_run_after_it(course, mine, dojo, monkeypatch):
    write(mine / DOUBLE / "double.py", SOLVED)
    judged(mine, "katas/01_numbers")
    publish_all(course)
    cut_at(monkeypatch, "katas/03_more/04_double/test_double.py")
    assert "04_double" not in dojo("list", "green", code=1)
    dojo("update")
    assert "04_double" in dojo("list", "green, judge changed")


# --------------------------------------------------------------------------------- what can't be written


@pytest.mark.parametrize("number", [2, 6, 12])
def test_a_change_that_fails_stops_it_and_the_next_update_goes_on(course, mine, dojo, monkeypatch, number):
    written_in(mine)
    publish_all(course)
    seen, put = [0], disk.put

    def fails(new, file):
        seen[0] += 1
        if seen[0] == number:
            raise OSError(errno.ENOSPC, "No space left on device", str(new), None, str(file))
        put(new, file)

    with monkeypatch.context() as patched:
        patched.setattr(disk, "put", fails)
        told = " ".join(dojo("update", code=1).split())
    assert "the update has stopped (No space left on device: " in told
    assert "dojo update goes on with it" in told
    assert all(held.encode() in b"".join([*tree(mine).values(), HINTS]) for held in WRITTEN.values())
    assert "the course is updated" in dojo("update")
    assert not (mine / disk.UNDER_WAY).exists()


def test_a_disk_that_is_too_full_changes_nothing(course, mine, dojo, monkeypatch):
    publish(course)
    before = tree(mine)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Mock(free=1000))
    assert "is as it was: No space left on device" in " ".join(dojo("update", code=1).split())
    assert tree(mine) == before


@pytest.mark.parametrize("name", [".", DOUBLE], ids=["all", "a kata"])
def test_a_folder_that_can_not_be_written_stays_as_it_is(course, mine, name):
    publish(course)
    before = tree(mine)
    run = f"import sys; from pathlib import Path; from dojo.engine.base import files; files.COURSE = Path({str(course.root)!r})"
    command = [sys.executable, "-c", f"{run}; from dojo.cli.command import main; sys.argv[1:] = ['update']; main()"]
    if os.getuid() == 0:  # who may write everywhere, unless told otherwise
        if shutil.which("setpriv") is None:
            pytest.skip("root writes everywhere, and there is no setpriv")
        command = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", *command]
    (mine / name).chmod(0o555)
    try:
        done = subprocess.run(command, cwd=mine, capture_output=True, text=True)
    finally:
        (mine / name).chmod(0o755)
    assert done.returncode == 1
    assert "is as it was: Permission denied" in " ".join(done.stdout.split()), done.stdout + done.stderr
    assert tree(mine, ".dojo/aside/") == before


def test_what_is_saved_during_an_update_stays(course, mine, dojo, monkeypatch):
    publish(course)
    begin = update._begin
    monkeypatch.setattr(update, "_begin", lambda *given: [write(mine / DOUBLE / "double.py", SOLVED), begin(*given)][1])
    assert "double.py: edited just now, and left as it is" in dojo("update")
    assert (mine / DOUBLE / "double.py").read_text() == SOLVED


def test_two_updates_at_once_are_one(course, mine, dojo):
    publish(course)
    (mine / ".dojo").mkdir()
    before = tree(mine)
    with disk.locked(disk.lock_of(mine)) as is_ours:
        assert is_ours
        assert "another update is under way" in dojo("update", code=1)
        write(mine / disk.UNDER_WAY, "{}")
        assert "cut off" not in dojo("list", "double")
    assert tree(mine, ".dojo/") == before
    assert "the course is updated" in dojo("update")
