"""The position is kept whole, whatever the file holds, whoever else writes it, and wherever it can't be kept."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading

import pytest
from typer.testing import CliRunner

from dojo.cli import command
from dojo.course.course import Course
from dojo.course.record import Record
from dojo.watch.walk import Walk

DOUBLE = "def double(x):\n    return x * 2"
NUMPY = "--target=numpy"


@pytest.mark.parametrize(
    "garbage",
    [
        *(b"", b"no json {", b"\xff\xfe\x00", b"[]", b"7", b'{"katas": 3}', b"[" * 100_000, b"null"),
        b'{"01_numbers/01_double": []}',
    ],
    ids=range(9),
)
def test_what_is_no_record_is_put_aside_and_told(tmp_path, garbage):
    file = tmp_path / "progress.json"
    file.write_bytes(garbage)
    record = Record(file)
    assert record.read() == {}
    assert len(record.notes) == 1
    assert "kept as .dojo/progress.unreadable" in record.notes[0]
    assert file.with_suffix(".unreadable").read_bytes() == garbage
    record.update(lambda saved: saved.update(kata={"green": True}))
    assert Record(file).read() == {"kata": {"green": True}}


def test_a_second_damage_does_not_overwrite_the_copy_of_the_first(tmp_path):
    for text in ("first", "second", "third"):
        (tmp_path / "progress.json").write_text(text)
        record = Record(tmp_path / "progress.json")
        record.read()
    assert "kept as .dojo/progress.unreadable-3" in record.notes[0]
    assert sorted(file.read_text() for file in tmp_path.iterdir()) == ["first", "second", "third"]


COMMANDS = [
    "list",
    "hint double",
    "solution double --yes",
    "milestone",
    "reset double --yes",
    "ask double",
    "pack",
    "back double",
]


@pytest.mark.parametrize("words", COMMANDS)
def test_each_command_that_reads_the_record_says_what_became_of_it(course, monkeypatch, words):
    monkeypatch.chdir(course.root)
    course.write(".dojo/progress.json", '{"01_numbers/01_double": {"stag')
    told = " ".join(CliRunner().invoke(command.app, words.split()).output.split())
    assert told.count("your progress could not be read: it is kept as .dojo/progress.unreadable") == 1


def test_a_damaged_record_of_hints_is_told_with_the_hint(course, monkeypatch):
    monkeypatch.chdir(course.root)
    course.write("katas/01_numbers/01_double/hints.md", "## Faint\n\nTwice.\n")
    course.write(".dojo/hints.json", "{")
    told = " ".join(CliRunner().invoke(command.app, ["hint", "double"]).output.split())
    assert "it is kept as .dojo/hints.unreadable, and starts again" in told


def test_the_watch_says_so_too(course):
    course.write(".dojo/progress.json", "{")
    walk = Walk(Course(course.root))
    assert walk.next() is not None
    assert "it is kept as .dojo/progress.unreadable" in walk.notes[0]


@pytest.mark.parametrize(
    "entry",
    [
        {},
        {"stages": 3, "last": None},
        {"stages": {"core": {"tests": "3", "passed": [], "failed": []}}, "last": None},
        {"stages": {"core": {"tests": 1, "passed": [[]], "failed": []}}, "last": None},
        {"stages": {"core": None}, "last": 5},
    ],
)
def test_an_entry_of_another_form_is_no_entry(course, entry):
    course.solve("double", DOUBLE)
    course.run(NUMPY, "katas/01_numbers")
    file = course.root / ".dojo/progress.json"
    saved = json.loads(file.read_text())
    (kata,) = saved
    saved[kata].pop("stages")
    saved[kata].pop("last")
    file.write_text(json.dumps({kata: {**saved[kata], **entry}}))
    assert not course.green()
    assert course.run(NUMPY, "katas/01_numbers").ret == 0
    assert course.green() == {"double"}


def test_runs_at_the_same_time_lose_nothing(tmp_path):
    file = tmp_path / "progress.json"

    def write(kata):
        for i in range(20):
            Record(file).update(lambda saved: saved.update({f"{kata}-{i}": {}}))  # noqa: B023

    threads = [threading.Thread(target=write, args=[kata]) for kata in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(Record(file).read()) == 80


def test_a_run_that_is_killed_keeps_the_katas_before(course):
    course.solve("double", DOUBLE)
    course.solve(
        "half", "import os\n\ndef half(x):\n    os.kill(os.getppid() if 'DOJO_CHILD' in os.environ else os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-m", "pytest", NUMPY], cwd=course.root, capture_output=True, check=False)
    assert course.green() == {"double"}


def test_a_folder_in_its_place_is_told_in_one_line(course):
    (course.root / ".dojo/progress.json").mkdir(parents=True)
    course.solve("double", DOUBLE)
    result = course.run(NUMPY, "katas/01_numbers")
    assert result.ret == 0
    told = [line for line in result.outlines if "your progress can't be" in line]
    assert len(told) == 2, result.stdout.str()
    assert "01_numbers/01_double: green" in result.stdout.str() or "is green" in result.stdout.str()


def test_a_read_only_checkout_is_judged_as_ever(course):
    course.solve("double", "def double(x):\n    return abs(x * 2)")
    command = [sys.executable, "-m", "pytest", NUMPY, "katas/01_numbers"]
    if os.getuid() == 0:  # who may write everywhere, unless told otherwise
        if shutil.which("setpriv") is None:
            pytest.skip("root writes everywhere, and there is no setpriv")
        command = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", *command]
    folders = [course.root, *(folder for folder in course.root.rglob("*") if folder.is_dir())]
    for folder in folders:
        folder.chmod(0o555)
    try:
        result = subprocess.run(command, cwd=course.root, capture_output=True, text=True, check=False)
    finally:
        for folder in folders:
            folder.chmod(0o755)
    assert "The sign is lost: double keeps it." in result.stdout, result.stdout + result.stderr
    assert result.stdout.count("your progress can't be kept: Permission denied") == 1
    assert "warning" not in (result.stdout + result.stderr).lower()
    assert result.returncode == 1


# ---------------------------------------------------------------------------- what is taken from the record

TAKEN = "1 complete and unchanged: not judged again (--again judges all)"


@pytest.fixture
def complete(course):
    """A course whose first kata is complete, and whose second is red."""
    course.solve("double", "def double(x):\n    return x * 2\n")
    course.solve("half", "def half(x):\n    return x * 7\n")
    assert TAKEN not in course.run("-p", "no:cacheprovider").stdout.str()  # nothing is recorded
    assert TAKEN not in course.run().stdout.str()
    return course


def test_a_complete_kata_is_not_judged_again_while_nothing_changes(complete):
    again = complete.run()
    assert again.stdout.str().count(TAKEN) == 1
    assert "01_double" not in again.stdout.str()
    assert again.ret == 1  # the other one is red
    complete.solve("double", "def double(x):\n    return x + x\n")
    assert TAKEN not in complete.run().stdout.str()


@pytest.mark.parametrize(
    "options",
    [
        ["--again"],
        ["--solution=katas"],
        ["--kata=double"],
        ["katas/01_numbers/01_double"],
        ["-k", "worked_example"],
        ["--hypothesis-profile=grade"],
        ["--verdict=verdict.json"],
    ],
    ids=lambda options: options[0],
)
def test_a_complete_kata_is_judged_where_that_is_asked_for(complete, options):
    text = complete.run(*options).stdout.str()
    assert "not judged again" not in text
    assert "01_double" in text


def test_where_all_is_complete_nothing_is_judged_and_the_end_is_told(complete):
    complete.solve("half", "def half(x):\n    return x / 2\n")
    complete.run()
    done = complete.run()
    assert done.ret == 0
    assert "2 complete and unchanged: not judged again" in done.stdout.str()
    assert "the course is done" in done.stdout.str()


def test_in_a_pipe_what_is_not_started_is_one_line(course):
    text = course.run().stdout.str()
    assert text.count("not started") == 1
    assert re.search(r"^2 not started$", text, re.M)
