"""The dojo command, less the watch."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from dojo.cli.command import app
from dojo.course import hints
from dojo.course.stubs import SHIPPED, as_they_are, not_started
from dojo.engine.base.files import find_katas
from tests.forked import forked
from tests.judging import ROOT

DOUBLE = "def double(x):\n    return x * 2\n"
HINTS = "# Hints\n\n## Faint\n\nWhat is twice?\n\n## Clearer\n\nAdd it.\n\n## Strong\n\nx + x.\n"


@pytest.fixture
def dojo(course, monkeypatch):
    """The command in the course of two katas."""
    monkeypatch.chdir(course.root)
    course.write("katas/01_numbers/01_double/hints.md", HINTS)
    course.write("katas/stubs.json", json.dumps(as_they_are(course.root)))

    def run(*arguments: str, answer: str | None = None, code: int = 0) -> str:
        result = CliRunner().invoke(app, arguments, input=answer)
        assert result.exit_code == code, result.output
        return result.output

    return run


def test_the_stubs_that_reset_brings_back_are_those_that_are_shipped():
    """After a change of a stub, ``dojo prove`` writes them."""
    assert json.loads((ROOT / SHIPPED).read_text(encoding="utf-8")) == as_they_are(ROOT)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("def f(x):\n    raise NotImplementedError\n", ["f"]),
        ('def f(x):\n    """Doc."""\n    xp = array_namespace(x)\n    raise NotImplementedError()\n', ["f"]),
        ('def f(kind):\n    raise NotImplementedError(f"no {kind}")\n', []),
        (
            "class A:\n    def m(self):\n        raise NotImplementedError\n\n\ndef g():\n    raise NotImplementedError\n",
            ["A", "g"],
        ),
        ("def f(x):\n    x = list(x)\n    xp = array_namespace(*x)\n    raise NotImplementedError\n", ["f"]),
        ("def f(x):\n    y = x * 2\n    raise NotImplementedError\n", []),
        ("def f(x):\n    return x\n\n\ndef g(x):\n    raise NotImplementedError\n", []),
        ("def f(x)\n", []),
        ("x = 1\n", []),
    ],
)
def test_a_stub_is_untouched_while_it_only_raises(tmp_path, text, names):
    file = tmp_path / "stub.py"
    file.write_text(text)
    assert not_started(file) == names
    assert not_started(tmp_path / "none.py") == []


def test_the_list_tells_the_states_and_can_be_filtered(course, dojo):
    course.solve("double", "def double(x):\n    return x")
    course.run("--target=numpy", "katas/01_numbers")
    told = dojo("list")
    assert re.search(r"^ +01_double +day 1 +red$", told, re.M)
    assert re.search(r"^ +01_half +day 3 +not started$", told, re.M)
    assert "0 of 1 green, 0 complete" in told
    assert "half" not in dojo("list", "red")
    assert "double" not in dojo("list", "not", "started")
    assert "half" not in dojo("list", "fast track")
    assert "half" not in dojo("list", "day", "1")
    assert "double" not in dojo("list", "day 3")


def test_a_path_is_chosen_and_kept(course, dojo):
    assert "> numbers" in dojo("path")
    assert "next: 01_numbers/01_double" in dojo("path", "fast_track")
    assert "> fast_track" in dojo("path")
    assert "fast track 0 of 1" in "\n".join(course.run("--next", "--target=numpy").outlines) + dojo("list")
    assert "there is no such path; there are numbers, fast_track" in dojo("path", "slow", code=2)
    assert "numbers 0 of 2" in dojo("list", "--path", "numbers")
    (course.root / ".dojo/path").write_text("gone")
    assert "> numbers" in dojo("path"), "an update may have removed it"


def test_a_list_of_nothing_is_an_error(dojo):
    assert "no kata fits nothing\n" in dojo("list", "nothing", code=1)
    assert "no kata fits duoble; did you mean double?" in dojo("list", "duoble", code=1)


def test_hints_come_one_at_a_time(dojo):
    for text in ("What is twice?", "Add it.", "x + x.", "x + x."):
        assert text in dojo("hint", "double")
    assert "has no hints" in dojo("hint", "02_parts/01_half")
    assert "02_parts/01_half has no hints" in dojo("hint", "katas/02_parts/01_half")


def test_a_kata_is_found_by_any_of_its_names(course, dojo):
    for name in ("double", "01_double", "01_numbers/01_double", "katas/01_numbers/01_double/", "numbers"):
        assert "hint" in dojo("hint", name)
    assert "01_numbers/01_double" in dojo("hint")
    assert "may be" in dojo("hint", "01_", code=2)
    assert "there is no kata triple; see dojo list" in dojo("hint", "triple", code=2)


@pytest.mark.parametrize("command", ["hint", "watch", "solution", "reset"])
@pytest.mark.parametrize("name", ["duoble", "Double", "01_doubel", "01_numbers/01_dubble"])
def test_a_slip_in_a_name_is_met_with_the_name(dojo, command, name):
    assert "did you mean double?" in dojo(command, name, code=2)


def test_the_watch_takes_a_day_that_there_is(dojo):
    assert "no kata is of that day; there are 1, 3" in dojo("watch", "--day", "12", code=2)


def test_the_version_is_told(dojo):
    assert re.fullmatch(r"dojo \d+\.\d+\.\d+(rc\d+)?\n", dojo("--version"))


def test_a_solution_is_shown_once_green_or_when_asked_twice(course, dojo):
    assert "return x * 2" not in dojo("solution", "double", answer="n\n", code=1)
    assert "return x * 2" in dojo("solution", "double", answer="y\n")
    assert "return x * 2" in dojo("solution", "double", "--yes")
    course.solve("double", DOUBLE)
    course.run("--target=numpy", "katas/01_numbers")
    assert "return x * 2" in dojo("solution", "double")


def test_a_reset_keeps_what_was_written(course, dojo):
    stub = course.solve("double", DOUBLE)
    assert "yours is kept as double.py.kept-1" in dojo("reset", "double", "--yes")
    assert "NotImplementedError" in stub.read_text()
    assert stub.with_name("double.py.kept-1").read_text() == DOUBLE
    assert "it is the stub as it was shipped" in dojo("reset", "double", answer="y\n")
    course.solve("double", DOUBLE)
    assert "double.py.kept-2" in dojo("reset", "double", "-y")
    course.solve("double", DOUBLE)
    dojo("reset", "double", answer="n\n", code=1)
    assert stub.read_text() == DOUBLE


def test_a_new_kata_has_all_its_files_and_says_what_to_fill_in(course, dojo):
    told = dojo("new", "02_parts/02_third")
    files = [line.strip() for line in told.split("\n") if line.startswith("  ")]
    assert len(files) == 12
    for name in files:
        text = (course.root / name).read_text(encoding="utf-8")
        assert "FILL IN" in text
        if name.endswith(".py"):
            compile(text, name, "exec")
    result = course.run("katas/02_parts/02_third", "--solution=reference", "--target=numpy")
    assert result.ret == 1, result.stdout.str()
    assert course.run("katas/02_parts/02_third").ret == 1
    assert "is there already" in dojo("new", "02_parts/02_third", code=2)
    assert "is called like" in dojo("new", "third", code=2)
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--select=E,F,W,I", "katas/02_parts/02_third", "reference/02_parts/02_third"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "No module named ruff" in done.stderr or "F841" in done.stdout or done.returncode == 0, done.stdout


def test_next_is_pytests_and_takes_its_options(course):
    done = forked(course.root, "dojo", "next", "--target", "numpy", "-q")
    assert done.returncode == 1
    assert "edit  katas/01_numbers/01_double/double.py" in done.stdout


def test_an_environment_that_is_not_active_is_told():
    """`-S` leaves out the packages that are installed."""
    run = subprocess.run([sys.executable, "-S", "-m", "dojo"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert "has no hypothesis, msgpack, numpy, rich" in run.stderr
    assert "activate" in run.stderr
    assert "Traceback" not in run.stderr


def test_a_hint_fits_a_narrow_terminal(monkeypatch):
    """A watch breaks what is as wide as its terminal."""
    place = next(place for place in find_katas(ROOT) if place.name == "norms")
    monkeypatch.setattr(hints, "size_of", lambda file: (50, 24))
    words = hints.message(place, hints.Hint(1, 3, *hints.hints_of(place)[0], [])).splitlines()
    assert max(map(len, words)) < 50
    assert len(words[2].split()) > 5


def test_without_a_terminal_the_next_kata_is_judged_once(course):
    command = [sys.executable, "-m", "dojo"]
    done = subprocess.run(command, cwd=course.root, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert done.returncode == 1, done.stderr
    assert "katas/01_numbers/01_double/double.py" in done.stdout


# ---------------------------------------------------------------------------- help


def test_help_has_each_command_once_in_four_groups_and_a_line(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    said = CliRunner().invoke(app, ["--help"]).output
    groups = re.split(r"^(\S.*):$", said.partition("Learn:")[2], flags=re.M)
    assert groups[1::2] == ["Your model", "A class", "A course of your own"]
    told = [line.split()[0] for group in groups[::2] for line in group.splitlines() if line.strip()]
    assert sorted(told) == sorted(get_command(app).commands)
    assert max(map(len, said.splitlines())) <= 80
    assert not re.findall(r"\w\.\.\.$", said, re.M)
