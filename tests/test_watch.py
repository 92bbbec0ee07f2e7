"""The watch in a terminal of its own: every key, every way to save, and whatever else happens to it."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time

import pytest

from dojo.course.choices import questions_of
from dojo.practice.recall import green_version
from dojo.watch.changes import judge_files
from dojo.watch.state import begun
from dojo.watch.typed import typed
from dojo.watch.walk import Walk
from tests.grading import seal
from tests.judging import needs

WRONG = "def double(x):\n    return abs(x * 2)\n"
RIGHT = "def double(x):\n    return x * 2\n"
SLOW = 90
"""Seconds that a machine may take for anything."""


def _take_the_terminal() -> None:
    """In the new process: what is typed there is its own, Ctrl-C too, which the shell of these tests may ignore."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGINT, signal.default_int_handler)


class Terminal:
    """A program in a pseudo-terminal: what it shows, and what is typed."""

    def __init__(self, command: list[str], cwd, rows: int = 30, columns: int = 90, **environment: str):
        self.ours, self.its = pty.openpty()
        self.resize(rows, columns)
        self.before = termios.tcgetattr(self.its)
        self.process = subprocess.Popen(
            command,
            cwd=cwd,
            env={**os.environ, "TERM": "xterm", "PYTHONIOENCODING": "utf-8", **environment},
            stdin=self.its,
            stdout=self.its,
            stderr=self.its,
            start_new_session=True,
            preexec_fn=_take_the_terminal,
        )
        self.text = ""

    def resize(self, rows: int, columns: int) -> None:
        fcntl.ioctl(self.ours, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def type(self, keys: str) -> None:
        os.write(self.ours, keys.encode())

    @property
    def screen(self) -> str:
        """What was written since the screen was cleared, without colours."""
        return re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", self.text.rpartition("\x1b[2J")[2]).replace("\r", "")

    def settles(self):
        """Read until nothing has been written for a second: a screen may follow the one that was waited for."""
        quiet = time.monotonic() + 1
        while time.monotonic() < quiet:
            seen = self.text
            self._read()
            if self.text != seen:
                quiet = time.monotonic() + 1

    def waits_for(self, condition) -> None:
        """Read until something is so."""
        end = time.monotonic() + SLOW
        while not condition():
            assert time.monotonic() < end, self.screen
            self._read()

    def shows(self, *wanted: str, times: int = 1) -> str:
        """Wait until the screen shows some texts."""
        end = time.monotonic() + SLOW
        while not all(self.screen.count(text) >= times for text in wanted):
            assert time.monotonic() < end, f"no {wanted} in:\n{self.screen}"
            self._read()
        return self.screen

    def _read(self, seconds: float = 0.2) -> None:
        if select.select([self.ours], [], [], seconds)[0]:
            with contextlib.suppress(OSError):
                self.text += os.read(self.ours, 65536).decode("utf-8", "replace")

    def ends(self) -> int:
        """Wait for its end; the terminal must be as it was."""
        end = time.monotonic() + SLOW
        while self.process.poll() is None and time.monotonic() < end:
            self._read()
        assert termios.tcgetattr(self.its) == self.before, "the terminal is not put back"
        return self.process.returncode

    def close(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        os.close(self.ours)
        os.close(self.its)


@pytest.fixture
def watch(course):
    """The watch of the small course, with the wrong solution of its first kata judged."""
    shipped = {place.id: place.solution(course.root / "katas").read_text() for place in course.progress().course.places}
    course.write("katas/stubs.json", json.dumps(shipped))
    course.write(
        "katas/01_numbers/01_double/hints.md",
        "# Hints for double\n\n## Faint\n\nWhat is twice?\n\n## Clearer\n\nAdd it.\n\n## Strong\n\nx + x.\n",
    )
    course.solve("double", WRONG)
    terminals = []

    def start(*arguments: str, rows: int = 30, columns: int = 90, **environment: str) -> Terminal:
        command = [sys.executable, "-m", "dojo", *arguments]
        terminals.append(Terminal(command, course.root, rows, columns, **environment))
        return terminals[-1]

    yield start
    for terminal in terminals:
        terminal.close()


def test_no_key_and_no_screen_shows_what_a_teacher_has_left_out(course, watch, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    seal(course.root, solutions=False)
    terminal = watch()
    terminal.shows("The sign is lost", "watching")
    terminal.type("s")
    terminal.shows("your teacher has left the model solutions out", "q quit")
    course.solve("double", "def double(x):\n    return x + x\n")
    terminal.shows("01_numbers/01_double is complete", "watching")
    assert "  model  " not in terminal.text
    assert "x * 2" not in terminal.text


def test_a_new_table_of_the_dojo_is_a_new_judge(course):
    place = course.progress().course.places[0]
    before = judge_files(place)
    course.write("dojo/engine/explain/exceptions.toml", "")
    assert judge_files(place) != before


def test_every_key(course, watch):
    terminal = watch(EDITOR="sed -i s/abs//", SSH_CONNECTION="from elsewhere")
    terminal.shows("red: core 2 of 3, then torch", "The sign is lost", "watching double.py", "q quit")
    assert "n next" not in terminal.screen
    terminal.type("n")
    terminal.shows("it is not green yet: skip it for now", "(y/n)")
    terminal.type("n")
    terminal.shows("The sign is lost", "watching")
    for strength in ("What is twice?", "Add it.", "x + x."):
        terminal.type("h")
        terminal.shows(strength, "q quit")
    terminal.type("t")
    terminal.shows("No browser can be opened", ".dojo/pages/01_numbers/01_double.html", "q quit")
    terminal.type("l")
    terminal.shows("02_parts", "not started", "esc back")
    terminal.type("\x1b")
    terminal.shows("The sign is lost", "q quit")
    terminal.type("s")
    terminal.shows("it is not green yet", "(y/n)")
    terminal.type("n")
    terminal.shows("The sign is lost", "watching")
    terminal.type("s")
    terminal.shows("(y/n)")
    terminal.type("y")
    terminal.shows("reference/01_numbers/01_double/double.py", "return x * 2")
    terminal.type("r")
    terminal.shows("The sign is lost", "core 2 of 3", "watching")
    terminal.type("a")
    terminal.shows("red: core 2 of 3, torch 2 of 3", "all stages are judged")
    terminal.type("a")
    terminal.shows("red: core 2 of 3, then torch", "a stage waits for the one before it")
    terminal.type("o")
    terminal.shows("01_numbers/01_double is complete", "n next", "watching")
    terminal.type("x")
    terminal.shows("Your file is kept beside it. (y/n)")
    terminal.type("y")
    terminal.shows(
        "read  katas/01_numbers/01_double/README.md", "save  and it is judged", "yours is kept as double.py.kept-1"
    )
    assert "raise NotImplementedError" in (course.root / "katas/01_numbers/01_double/double.py").read_text()
    course.solve("double", RIGHT)
    terminal.shows("01_numbers/01_double is complete", "n next")
    terminal.type("n")
    terminal.shows("edit  katas/02_parts/01_half/half.py", "watching half.py")
    terminal.type("q")
    assert terminal.ends() == 0


def test_a_solution_that_is_not_there_is_told(course):
    place = course.progress().course.find("double")
    place.reference(place.name).unlink()
    state = typed(typed(begun(Walk(course.progress().course), place), "s"), "y")
    assert [text for text, _ in state.extra] == [
        "the course has no solution of 01_numbers/01_double; dojo update brings it up to date"
    ]


def test_w_goes_on_with_what_is_due(course, watch):
    course.solve("double", RIGHT)
    assert course.run("--kata=double").ret == 0
    os.utime(green_version(course.progress().course.find("double")), (0, 0))
    terminal = watch("watch", "double")
    terminal.shows("01_numbers/01_double is complete", "watching double.py", "w 1 is due")
    terminal.type("w")
    terminal.shows("Write double again from memory", "Press Enter")
    terminal.type("\n")
    terminal.shows("edit  katas/01_numbers/01_double/double.py", "from memory, 0 minutes so far")
    terminal.type("h")
    terminal.shows("there are no hints")
    course.solve("double", RIGHT)
    terminal.shows("double is written in 1 minute, at the first run.", "01_numbers/01_double is complete", "watching")
    assert "Nothing else is due today." in terminal.screen
    assert "1 is due" not in terminal.screen
    terminal.type("q")
    assert terminal.ends() == 0


def test_a_judge_that_was_interrupted_as_it_was_loaded_is_loaded_again(course, watch):
    judge = course.root / f"katas/{course.places['half']}/test_half.py"
    begun, loading = course.root / "begun", "for _ in range(50):\n    time.sleep(0.05)\n"
    judge.write_text(f"import pathlib, time\npathlib.Path({str(begun)!r}).touch()\n{loading}{judge.read_text()}")
    course.solve("double", RIGHT)
    course.solve("half", "def half(x):\n    return x\n")
    terminal = watch()
    terminal.shows("01_numbers/01_double is complete", "n next")
    terminal.type("n")
    terminal.waits_for(begun.exists)
    course.solve("half", "def half(x):\n    return x / 2\n")
    terminal.shows("02_parts/01_half is complete", "watching half.py")
    course.solve("half", "def half(x):\n    return x * 2\n")
    terminal.shows("red: core", "watching half.py")


def test_a_verdict_without_a_test_is_judged_again_in_another_process(course, watch):
    judge = course.root / f"katas/{course.places['double']}/test_double.py"
    hide = "if not seen.exists():\n    seen.touch()\n    for name in [n for n in dir() if n[:5] == 'test_']:\n        del globals()[name]\n"
    judge.write_text(f"{judge.read_text()}\nimport pathlib\nseen = pathlib.Path({str(course.root / 'seen')!r})\n{hide}")
    watch().shows("The sign is lost", "watching double.py")


@pytest.mark.parametrize(("rows", "columns"), [(0, 0), (1, 1), (3, 12)])
def test_a_terminal_of_no_size_is_written_on(course, watch, rows, columns):
    terminal = watch(rows=rows, columns=columns)
    terminal.shows("watching")
    terminal.type("v")
    terminal.settles()
    terminal.shows("expected")
    terminal.type("q")
    assert terminal.ends() == 0
    assert "Traceback" not in terminal.text


def test_a_terminal_that_knows_no_codes_gets_none(course, watch):
    terminal = watch(TERM="dumb")
    terminal.shows("The sign is lost", "watching double.py", "q quit")
    course.solve("double", RIGHT)
    terminal.shows("01_numbers/01_double is complete", "n next")
    terminal.type("q")
    assert terminal.ends() == 0
    assert "\x1b" not in terminal.text


def test_a_storm_of_new_sizes_is_drawn_in_the_end(course, watch):
    terminal = watch()
    terminal.shows("The sign is lost", "watching")
    for number in range(2000):
        terminal.resize(30, 60 + number % 30)
        if number % 20 == 0:
            terminal._read(0)
    terminal.shows("The sign is lost", "watching")
    terminal.type("q")
    assert terminal.ends() == 0
    assert "Traceback" not in terminal.text


def _replace(file, text):
    """As VS Code and PyCharm save: a file beside it takes its place."""
    other = file.with_name("double.py.tmp")
    other.write_text(text)
    os.replace(other, file)


def _delete_and_add(file, text):
    file.unlink()
    time.sleep(0.1)
    file.write_text(text)


def _write(file, text):
    file.write_text(text)


@pytest.mark.parametrize("save", [_write, _replace, _delete_and_add])
def test_every_way_to_save_is_seen(course, watch, save):
    terminal = watch()
    terminal.shows("The sign is lost", "watching")
    save(course.root / "katas/01_numbers/01_double/double.py", RIGHT)
    terminal.shows("01_numbers/01_double is complete", "watching")


@needs("vim")
def test_vim_saves_as_it_does(course, watch):
    terminal = watch(EDITOR="vim -u NONE -N")
    terminal.shows("The sign is lost", "watching")
    terminal.type("o")
    terminal.shows("def double")
    terminal.type(":%s/abs//\r:wq\r")
    terminal.shows("01_numbers/01_double is complete", "watching")
    terminal.type("q")
    assert terminal.ends() == 0


def test_ten_saves_in_a_second_end_in_the_last(course, watch):
    terminal = watch()
    terminal.shows("The sign is lost", "watching")
    for i in range(9):
        course.solve("double", f"{WRONG}# {i}\n")
        time.sleep(0.1)
    course.solve("double", RIGHT)
    terminal.shows("01_numbers/01_double is complete", "watching")


def test_a_save_without_a_change_is_none(course, watch):
    terminal = watch()
    terminal.shows("The sign is lost", "watching", "q quit")
    terminal.settles()
    before = terminal.text
    course.solve("double", WRONG)
    end = time.monotonic() + 3
    while time.monotonic() < end:
        terminal._read()
    assert terminal.text == before


def test_the_list_is_moved_in(course, watch):
    course._add("03_more", "01_third", None, False, "x * 3", [3.0, 6.0])
    terminal = watch()
    terminal.shows("The sign is lost", "watching")
    terminal.type("l")
    terminal.shows("numbers: 1 of 2", ">* day 1", "01_numbers/01_double", "red", "a all katas")
    assert "third" not in terminal.screen
    terminal.type("\x1b[B")
    terminal.shows("numbers: 2 of 2", " * day 1", ">  day 3")
    terminal.type("a")
    terminal.shows("all katas: 2 of 3", "03_more/01_third")
    terminal.type("/thi")
    terminal.shows("all katas: 1 of 1  /thi_")
    terminal.type("\r")
    terminal.shows("edit  katas/03_more/01_third/third.py", "watching third.py")
    terminal.type("l")
    terminal.shows("all katas: 3 of 3", ">*")
    terminal.type("g\r")
    terminal.shows("The sign is lost", "watching double.py")


QUESTIONS = """
[[questions]]
ask = "What becomes of 0?"
right = "It stays 0"
answer = "Twice nothing is nothing."
wrong = [
    { says = "It is 2", idea = "sign", because = "That adds 2." },
    { says = "It is 1", idea = "sign", because = "That adds 1." },
    { says = "It fails", idea = "sign", because = "No division is there." },
]

[[questions]]
ask = "What becomes of a NaN?"
right = "It stays one"
answer = "No sum with it is a number."
wrong = [
    { says = "It is 0", idea = "sign", because = "NaN is no number." },
    { says = "It is 2", idea = "sign", because = "NaN is no 1." },
    { says = "It fails", idea = "sign", because = "NaN raises nothing." },
]
"""


def test_a_green_kata_asks_explains_and_says_when_it_comes_back(course, watch):
    course.write("reference/01_numbers/01_double/questions.toml", QUESTIONS)
    course.solve("double", RIGHT)
    first, second = questions_of(course.progress().course.find("double"))
    wrong = next(letter for letter in first.options if letter != first.right)
    terminal = watch("watch", "double")
    terminal.shows(
        "01_double is complete", "n next  u question  d debug  s solution  l list  ? keys  q quit", "watching"
    )
    assert first.ask not in terminal.screen
    terminal.type("u")
    terminal.shows(first.ask, *(option.says for option in first.options.values()), "which is it?")
    terminal.type("u")
    terminal.shows("watching")
    terminal.type("u")
    terminal.shows("which is it?")
    terminal.type(wrong)
    terminal.shows(first.options[wrong].because, f"It is {first.right}: It stays 0", "double comes back in 2 days.")
    terminal.type("u")
    terminal.shows(second.ask, "which is it?")
    terminal.type(second.right)
    terminal.shows(f"Yes. {second.explanation}")
    kept = json.loads((course.root / ".dojo/practice.json").read_text())
    assert [(entry["number"], entry["chosen"]) for entry in kept.values()] == [(1, "sign"), (2, "")]
    course.solve("double", WRONG)
    terminal.shows("The sign is lost", "watching")
    terminal.type("u")
    terminal.shows("no question for this kata until it is green")
    terminal.type("d")
    terminal.shows("once it is, d begins a hunt")


def test_a_kata_is_passed_by(course, watch):
    terminal = watch()
    terminal.shows("The sign is lost", "watching", "n skip")
    for following in ("half", "double", "half"):
        terminal.type("n")
        terminal.shows("it is not green yet", "(y/n)")
        terminal.type("y")
        terminal.shows(f"watching {following}.py")


@pytest.mark.parametrize(
    ("part", "first", "whole"),
    [(["--day", "3"], "half", "02_parts/01_half"), (["--path=fast_track"], "double", "01_numbers/01_double")],
)
def test_a_part_of_the_course_is_walked_through(course, watch, part, first, whole):
    terminal = watch("watch", *part)
    terminal.shows(f"watching {first}.py")
    terminal.type("l")
    terminal.shows(": 1 of 1", whole)
    terminal.type("q")
    course.solve(first, {"half": "def half(x):\n    return x / 2\n", "double": RIGHT}[first])
    terminal.shows(f"{whole} is complete", "is done", "n next", "watching")
    terminal.type("n")
    terminal.shows("every other kata is complete")


def test_a_lesson_fits_the_terminal_and_is_shown_whole(course, watch):
    words = " ".join(f"Sentence {i} on the sign." for i in range(100))
    mistakes = course.root / "reference/01_numbers/01_double/mistakes.py"
    mistakes.write_text(mistakes.read_text().replace("The sign is lost: double keeps it.", words))
    terminal = watch(rows=24, columns=80)
    screen = terminal.shows("01_numbers/01_double  red: core 2 of 3", "(v shows all)", "v whole", "q quit", "watching")
    assert screen.count("\n") == 23
    assert max(map(len, screen.split("\n"))) < 80
    for part in ("yours", "expected", "Sentence 99"):
        assert part in screen
    terminal.type("v")
    assert "Sentence 50 on" in " ".join(terminal.shows("Sentence 50", "Sentence 99").split())
    terminal.type("v")
    terminal.shows("(v shows all)", "q quit")
    terminal.settles()
    terminal.text = ""
    terminal.resize(70, 80)
    screen = terminal.shows("Sentence 50", "q quit")
    assert "v " not in screen
    terminal.settles()
    terminal.text = ""
    terminal.resize(24, 60)
    screen = terminal.shows("01_numbers/01_double  red: core 2 of 3", "(v shows all)", "q quit")
    assert screen.count("\n") <= 23
    assert max(map(len, screen.split("\n"))) < 60


def test_a_green_kata_is_headed_green_while_it_is_judged(course, watch):
    terminal = watch()
    terminal.shows("The sign is lost", "watching")
    terminal.text = ""
    course.solve("double", "import numpy as np\n\ndef double(x):\n    return np.add(x, x, dtype=x.dtype)\n")
    terminal.shows("01_numbers/01_double is green", "worked example  [torch-cpu]", "watching")
    assert "01_numbers/01_double  judging" in terminal.text
    terminal.text = ""
    terminal.type("r")
    terminal.shows("01_numbers/01_double  green")
    terminal.type("s")
    terminal.shows("reference/01_numbers/01_double/double.py", "return x * 2")
    assert "01_numbers/01_double  green" in terminal.text
    assert "(y/n)" not in terminal.text
    terminal.type("r")
    terminal.shows("01_numbers/01_double is green", "watching")
    assert "01_double  red" not in terminal.text


def test_without_colours_no_code_for_them_is_left(course, watch):
    terminal = watch(NO_COLOR="1")
    terminal.shows("The sign is lost", "watching", "q quit")
    terminal.type("l")
    terminal.shows("esc back")
    assert not re.search(r"\x1b\[[\d;]*m", terminal.text)


def test_a_line_is_quoted_as_it_was_saved_last(course, watch):
    terminal = watch()
    terminal.shows("The sign is lost", "watching")
    course.solve("double", "import numpy as np\n\ndef double(x):\n    return x + first\n")
    terminal.shows("double.py:4  return x + first", "This name has no value here", "watching")
    course.solve("double", "import numpy as np\n\ndef double(x):\n    return np.add(x, x, dtype=x.dtype)\n")
    terminal.shows("double.py:4  return np.add(x, x, dtype=x.dtype)", "This line calls NumPy on a torch tensor")


@pytest.mark.parametrize(
    "hang", ["def double(x):\n    while True:\n        pass\n", "def double(x):\n    return sum(range(10**12))\n"]
)
def test_a_save_ends_a_hang(course, watch, hang):
    terminal = watch()
    terminal.shows("The sign is lost", "watching")
    course.solve("double", hang)
    terminal.shows("judging")
    time.sleep(2)
    course.solve("double", RIGHT)
    terminal.shows("01_numbers/01_double is complete", "watching")


def test_a_syntax_error_a_crash_and_a_resize(course, watch):
    terminal = watch(LINES="30", COLUMNS="90")  # as some shells export them: they don't follow the terminal
    terminal.shows("The sign is lost", "watching")
    course.solve("double", "def double(x)\n    return x\n")
    terminal.shows("is not valid Python", "watching")
    course.solve("double", "import os\n\ndef double(x):\n    os.kill(os.getpid(), 9)\n")
    terminal.shows("watching")
    course.solve("double", WRONG)
    terminal.shows("The sign is lost", "watching", "q quit")
    terminal.settles()
    terminal.text = ""
    terminal.resize(12, 40)
    screen = terminal.shows("The sign is lost", "watching", "q quit")
    rows = sum(len(line) // 40 + 1 for line in screen.splitlines())
    assert rows < 12, screen
    assert "h hint" in screen
    assert all(len(line) <= 40 for line in screen.splitlines()[-4:]), screen


@pytest.mark.parametrize("end", ["\x03", signal.SIGTERM, signal.SIGHUP])
def test_the_terminal_is_put_back(course, watch, end):
    terminal = watch()
    terminal.shows("The sign is lost", "watching")
    terminal.type(end) if isinstance(end, str) else os.kill(terminal.process.pid, end)
    assert terminal.ends() == (0 if isinstance(end, str) else 128 + end)


def test_it_stops_and_comes_back(course, watch):
    terminal = watch()
    terminal.shows("The sign is lost", "watching")
    os.kill(terminal.process.pid, signal.SIGTSTP)
    os.waitpid(terminal.process.pid, os.WUNTRACED)
    assert termios.tcgetattr(terminal.its) == terminal.before
    terminal.text = ""
    os.kill(terminal.process.pid, signal.SIGCONT)
    terminal.shows("The sign is lost", "watching")


def test_a_change_of_the_judge_loads_it_anew(course, watch):
    terminal = watch()
    terminal.shows("The sign is lost", "watching")
    mistakes = course.root / "reference/01_numbers/01_double/mistakes.py"
    mistakes.write_text(mistakes.read_text().replace("The sign is lost", "Mind the sign"))
    terminal.shows("Mind the sign", "the judge has changed: it is loaded again")


def test_where_no_events_arrive_it_looks(course, watch):
    course.write(
        "sitecustomize.py",
        """
        import dojo.watch.changes
        dojo.watch.changes.is_silent = lambda folder: True
        """,
    )
    terminal = watch(PYTHONPATH=os.pathsep.join([str(course.root), os.environ["PYTHONPATH"]]))
    terminal.shows("The sign is lost", "looking at double.py every half second: no file events here")
    course.solve("double", RIGHT)
    terminal.shows("01_numbers/01_double is complete")


MILESTONE = """\"\"\"Twice.\"\"\"
import time

import dojo.mine
from mine.double import double
from mine.half import half

print("it runs", flush=True)
time.sleep(600)
"""


def test_m_runs_what_can_run_and_ctrl_c_ends_the_milestone_alone(course, watch):
    course.write("katas/01_numbers/milestone.py", MILESTONE)
    course.solve("double", RIGHT)
    terminal = watch("watch", "double")
    terminal.shows("n next", "q quit")
    assert "m milestone" not in terminal.screen
    terminal.type("m")
    terminal.shows("Twice needs 1 part that is not written yet: half.", "--parts ours shows it with ours")
    course.solve("half", "def half(x):\n    return x / 2\n")
    terminal.type("r")
    terminal.shows("n next", "m milestone")
    terminal.type("m")
    terminal.waits_for(lambda: "it runs" in terminal.text)
    terminal.type("\x03")
    terminal.waits_for(lambda: "It was stopped." in terminal.text and "Press Enter" in terminal.text)
    terminal.text = ""
    terminal.type("\n")
    terminal.shows("n next", "m milestone")
    terminal.type("q")
    assert terminal.ends() == 0
