"""A class with every kind of hostility, graded once: each gets its verdict, and nobody else's changes."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from concurrent.futures import Future
from dataclasses import asdict

import pytest

from dojo.classes.box import layers, probes
from dojo.classes.grade import Request, grade
from dojo.classes.out import outputs
from dojo.classes.out.points import Rule
from dojo.classes.outcome import NOT_JUDGED, Seen, Test, Verdict, conclude
from dojo.classes.work.pool import Settings, Task, Waiting, Worker
from dojo.classes.work.store import MARK, Store
from dojo.classes.work.submission import Limits
from dojo.engine.base.files import SHIPPED_FILES
from dojo.engine.base.lesson import Lesson
from dojo.install.shipped import katas_of, manifest
from tests.grading import (
    DOUBLE,
    HALF,
    RIGHT_DOUBLE,
    Graded,
    best_layer,
    files_in,
    hand_in,
    needs_a_layer,
    small_course,
    table_of_answers,
    write,
)
from tests.judging import ROOT
from tests.test_hostile import body, right_after

linux = pytest.mark.skipif(sys.platform != "linux", reason="the box is of Linux")
pytestmark = linux

WRONG, CRASHED, HUNG = {"wrong"}, {"crashed"}, {"hung"}
HOSTILE = {
    "ends its process": (body("os._exit(0)"), CRASHED),
    "segmentation fault": (body("import ctypes", "ctypes.string_at(0)"), CRASHED),
    "closes every file": (body("os.closerange(0, 256)"), CRASHED),
    "hangs": (body("while True: pass"), HUNG),
    "stops itself": (body("os.kill(os.getpid(), signal.SIGSTOP)"), HUNG),
    "too much memory": (body("return np.ones(10 ** 12)"), {"out of memory"}),
    "speaks of memory": (body("raise ValueError('you asked for more memory')"), WRONG),
    "speaks of scratch": (body("raise ValueError('not from scratch: double gives the answer away')"), WRONG),
    "kills its parent": (body("os.kill(os.getppid(), signal.SIGKILL)", "return x"), CRASHED | WRONG),
    "stops its parent": (body("os.kill(os.getppid(), signal.SIGSTOP)", "return x"), CRASHED | WRONG),
    "kills everybody": (body("os.kill(-1, signal.SIGKILL)", "return x"), CRASHED | WRONG),
    "a fork bomb": (body("while True: os.fork()"), {"out of memory"} | CRASHED | WRONG | HUNG),
    "skips": (body("import pytest", "pytest.skip('no')"), WRONG),
    "exits": (body("import pytest", "pytest.exit('done', returncode=0)"), WRONG),
    "prints a verdict": (body("print('4 passed in 0.01s')", "return x"), WRONG),
    "patches what travels": (
        "import dojo.engine.process.wire\ndojo.engine.process.wire.encode = lambda v: b'passed'\n" + body("return x"),
        CRASHED,
    ),
    "reads the model solution": (
        body(
            "import dojo, pathlib",
            f"exec(pathlib.Path({str(ROOT)!r}, 'dojo', '__init__.py').read_text())",
            "root = pathlib.Path(REFERENCE)",
            "names = {}",
            "exec(root.read_text(), names)",
            "return names['double'](x)",
        ),
        WRONG,
    ),
    "is no Python": ("def double(x)\n", WRONG),
    "is nested without end": ("x = " + "-" * 200_000 + "1\n" + RIGHT_DOUBLE, WRONG | CRASHED),
    "is not from scratch": ("import numpy as np\n\ndef double(x):\n    np.square(1.0)\n    return x * 2\n", None),
    "fills the disk": (
        body("with open('f', 'wb') as out:", "    while True: out.write(b'x' * 10 ** 7)"),
        WRONG | HUNG | CRASHED,
    ),
    "hostile text": (body("raise ValueError('<script>\\x1b[2J=1')"), WRONG),
    "is not started": ("def double(x):\n    raise NotImplementedError\n", {"not started"}),
    "is not there": (None, {"missing"}),
    "leaves processes": (right_after("if os.fork() == 0:", "    os.setsid()", "    time.sleep(1002)"), None),
}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return small_course(tmp_path_factory.mktemp("course").resolve())


@pytest.fixture(scope="module")
def hostile(course, tmp_path_factory):
    """The class after its grading."""
    folder = tmp_path_factory.mktemp("class")
    reference = course / "reference" / DOUBLE / "double.py"
    for student, (text, _) in HOSTILE.items():
        text = text.replace("REFERENCE", repr(str(reference))) if isinstance(text, str) else text
        hand_in(folder / "in", student, text)
    hand_in(folder / "in", "a right one", RIGHT_DOUBLE)
    hand_in(folder / "in", "with a mistake", "def double(x):\n    return abs(x * 2)\n")
    return Graded(course, folder / "in", folder / "out", jobs=2)


@pytest.mark.parametrize("student", [name for name, (_, states) in HOSTILE.items() if states is not None])
def test_a_hostile_submission_gets_its_verdict(hostile, student):
    assert hostile.verdict(student).state in HOSTILE[student][1], hostile.verdict(student)


def test_no_other_verdict_is_changed(hostile):
    states = {student: hostile.verdict(student, HALF).state for student in [*HOSTILE, "a right one", "with a mistake"]}
    assert set(states.values()) == {"passed"}, states
    assert hostile.verdict("a right one").state == "passed"


def test_the_exit_code_is_about_the_grading_and_not_about_the_students(hostile):
    assert hostile.code == 0, hostile.said


def test_a_known_mistake_is_named(hostile):
    assert hostile.verdict("with a mistake").cause == "The sign is lost: double keeps it."
    assert "The sign is lost" in hostile.files()["class.html"]


def test_a_solution_that_calls_what_it_must_not_is_not_from_scratch(hostile):
    found = hostile.verdict("is not from scratch")
    assert (found.state, found.from_scratch) == ("not from scratch", False)


def test_an_honest_solution_for_numpy_alone_gets_its_points_and_is_told_why_torch_is_red(tmp_path):
    kata = "03_probability/01_softmax"
    book = ROOT / "reference" / kata / "ways/textbook_keepdims.py"
    write(tmp_path / "in" / "student-01" / kata / "softmax.py", book.read_text(encoding="utf-8"))
    graded = Graded(ROOT, tmp_path / "in", tmp_path / "out", katas=(kata,), limits=Limits())
    found = graded.verdict("student-01", kata)
    assert found.from_scratch
    assert Rule().earned(found) == {"core": 60.0, "edges": 25.0, "torch": 0.0}
    page = " ".join(graded.files()["feedback/student-01.md"].split())
    assert "85 of 100 points" in page
    assert "This line calls NumPy on a torch tensor." in page


def _seen(*states: str) -> Verdict:
    """The verdict on a kata whose tests, on NumPy and then on torch, end in some states."""
    stages = ("core", "torch")
    tests = [
        Test(f"test_is_written_from_scratch[{stage}]", stage, "", state, Lesson("square gives the answer away"))
        for stage, state in zip(stages, states, strict=True)
    ]
    return conclude("student-01", DOUBLE, Seen({t.case: t.stage for t in tests}, tests), "none", [])


def test_only_the_finding_is_not_from_scratch():
    assert _seen("passed", "failed").from_scratch
    assert _seen("passed", "failed").state == "wrong"
    for states in (("not from scratch", "not reached"), ("passed", "not from scratch")):
        assert (_seen(*states).state, _seen(*states).from_scratch) == ("not from scratch", False)
    assert _seen("not from scratch", "failed").state == "wrong"
    assert not _seen("not from scratch", "failed").from_scratch


def test_a_submission_that_the_judge_can_t_work_on_is_to_be_looked_at():
    seen = Seen({}, [], ["INTERNALERROR"]).as_crash({"test_one": "core"})
    found = conclude("student-01", DOUBLE, seen, "none", [])
    assert (found.state, found.stages["core"].state, found.broke_the_judge) == ("crashed", "crashed", True)
    assert not _seen("crashed", "crashed").broke_the_judge


def test_no_process_is_left(hostile):
    import psutil

    left = [
        p
        for p in psutil.process_iter(["cmdline"])
        if "dojo.engine.process.child.server" in " ".join(p.info["cmdline"] or [])
    ]
    assert not [p for p in left if str(hostile.out.parent) in " ".join(p.info["cmdline"])]
    assert hostile.verdict("leaves processes").state in ("passed", "wrong", "crashed", "out of memory")


def test_each_result_names_the_box_and_each_failure_has_its_text(hostile):
    for student in HOSTILE:
        found = hostile.verdict(student)
        if found.state not in ("missing",):
            assert found.sandbox
        if found.state != "passed":
            assert found.text.strip(), found
    assert "sandbox: " in hostile.said


def test_no_path_of_the_machine_is_in_a_result(hostile):
    for name, text in hostile.files().items():
        assert "dojo-box-" not in text, name


def test_a_second_run_judges_nothing_and_writes_the_same(hostile, course):
    before = hostile.files()
    again = Graded(course, hostile.out.parent / "in", hostile.out, jobs=2)
    assert again.files() == before
    assert " 0 judged now" in again.said


def test_each_text_shows_the_lines_and_the_paths_of_its_own_submission(course, tmp_path):
    for student, raised in (("a", "ValueError('of a')"), ("b", "KeyError('of b')")):
        hand_in(tmp_path / "in", student, body(f"raise {raised}"))
    hand_in(tmp_path / "in", "c", body("raise ValueError(os.getcwd() + '/x ' + __file__)"))
    graded = Graded(course, tmp_path / "in", tmp_path / "out", katas=(DOUBLE,))
    assert "double.py:5  raise ValueError('of a')" in graded.verdict("a").text
    assert "double.py:5  raise KeyError('of b')" in graded.verdict("b").text
    assert "ValueError: the box/x 01_numbers/01_double/double.py" in " ".join(graded.verdict("c").text.split())


def test_a_judge_that_assumes_something_of_its_inputs_accepts_what_is_right(tmp_path):
    course = small_course(tmp_path / "course")
    judge = course / "katas" / DOUBLE / "test_double.py"
    assumes = (
        "\n@given(plain_arrays())\ndef test_assumes(kata, x):\n    assume(x.size > 1)\n    kata.check('double', x)\n"
    )
    judge.write_text(judge.read_text().replace("import given", "import assume, given") + assumes)
    hand_in(tmp_path / "in", "student-01", RIGHT_DOUBLE)
    assert Graded(course, tmp_path / "in", tmp_path / "out", katas=(DOUBLE,)).verdict("student-01").state == "passed"


@pytest.mark.parametrize(
    ("source", "drawn"), [("st.data()", "source.draw(st.integers(0, 99))"), ("st.randoms()", "source.randint(0, 99)")]
)
def test_a_judge_that_draws_while_it_runs_draws_the_same_for_everyone(tmp_path, source, drawn):
    """What it drew for the model solution is asked of all; where one fails on it, Hypothesis makes it small."""
    course = small_course(tmp_path / "course")
    judge = course / "katas" / DOUBLE / "test_double.py"
    draws = (
        f"\n@given(st.integers(1, 3), {source})\ndef test_draws(kata, n, source):\n"
        f"    for _ in range(n):\n        kata.check('double', float({drawn}))\n"
    )
    text = judge.read_text().replace("import given", "import given\nfrom hypothesis import strategies as st")
    judge.write_text(text + draws)
    hand_in(tmp_path / "in", "right", RIGHT_DOUBLE)
    hand_in(tmp_path / "in", "wrong", "def double(x):\n    return x * 2 if hasattr(x, 'sum') or x < 7 else x\n")
    graded = Graded(course, tmp_path / "in", tmp_path / "out", katas=(DOUBLE,))
    assert graded.verdict("right").state == "passed"
    assert re.search(r"x += 7\.0", graded.verdict("wrong").text), graded.verdict("wrong").text


def test_the_picture_that_a_judge_saves_is_kept(tmp_path):
    course = small_course(tmp_path / "course")
    judge = course / "katas" / DOUBLE / "test_double.py"
    saves = "    picture_file.write_bytes(b'\\x89PNG\\r\\n\\x1a\\n' + kata.double(np.ones(1)).tobytes())\n"
    judge.write_text(judge.read_text() + f"\ndef test_is_a_picture(kata, picture_file):\n{saves}")
    hand_in(tmp_path / "in", "student-01", RIGHT_DOUBLE)
    graded = Graded(course, tmp_path / "in", tmp_path / "out")
    assert base64.b64decode(graded.verdict("student-01").picture).startswith(b"\x89PNG\r\n\x1a\n")
    assert not graded.verdict("student-01", HALF).picture


def test_what_a_message_leaves_out_costs_no_points_and_is_in_the_feedback(tmp_path):
    course = small_course(tmp_path / "course")
    judge = course / "katas" / DOUBLE / "test_double.py"
    refuses = "    kata.check_raises(ValueError, 'double', np.ones((30, 31)), says=[(30, 31)])\n"
    judge.write_text(judge.read_text() + f"\ndef test_refuses_what_is_large(kata):\n{refuses}")
    raises = "    if x.size > 900:\n        raise ValueError({})\n"
    for folder in ("katas", "reference"):
        (course / folder / DOUBLE / "double.py").write_text(
            RIGHT_DOUBLE.replace("\n", f"\n{raises.format('x.shape')}", 1)
        )
    hand_in(tmp_path / "in", "student-01", RIGHT_DOUBLE.replace("\n", f"\n{raises.format(0)}", 1))
    graded = Graded(course, tmp_path / "in", tmp_path / "out", katas=(DOUBLE,))
    assert graded.verdict("student-01").state == "passed"
    assert "does not mention the shape (30, 31)" in graded.files()["feedback/student-01.md"]


# ---------------------------------------------------------------------------- which examples are asked


def test_a_table_of_recorded_answers_gets_points_under_no_other_seed(course, tmp_path):
    hand_in(tmp_path / "in", "student-01", table_of_answers(course, tmp_path, seed=1), None)
    hand_in(tmp_path / "in", "student-02", RIGHT_DOUBLE, None)
    earned = {}
    for seed in (1, 2):
        graded = Graded(course, tmp_path / "in", tmp_path / f"out-{seed}", seed=seed, katas=(DOUBLE,))
        earned[seed] = [Rule().earned(graded.verdict(f"student-0{n}"))["core"] for n in (1, 2)]
    assert earned[1][0] == earned[1][1] > 0
    assert earned[2] == [0, earned[1][1]]
    assert "KeyError" in graded.files()["feedback/student-01.md"]


def test_a_seed_is_drawn_once_for_a_class(course, pair):
    first = Graded(course, pair / "in", pair / "out", seed=None)
    seed = json.loads((pair / "out" / MARK).read_text())["seed"]
    assert f"seed of the examples: {seed}" in first.said
    again = Graded(course, pair / "in", pair / "out", seed=None)
    assert f"seed of the examples: {seed}" in again.said
    assert " 0 judged now" in again.said
    Graded(course, pair / "in", pair / "other", seed=None)
    assert json.loads((pair / "other" / MARK).read_text())["seed"] != seed


def test_another_seed_judges_all_anew(course, pair):
    Graded(course, pair / "in", pair / "out", seed=1)
    assert "4 judged now" in Graded(course, pair / "in", pair / "out", seed=2).said
    assert " 0 judged now" in Graded(course, pair / "in", pair / "out", seed=None).said


DRAWS_A_NUMBER = """
from hypothesis import settings, strategies as st

@settings(max_examples=2)
@given(st.integers(1, 2**30))
def test_a_draw_decides(kata, n):
    kata.run("double", np.array([1.0]))
    kata.require(n % 2, "the number is odd")
"""


def test_where_the_examples_refuse_the_model_solution_others_are_drawn_for_everybody(tmp_path):
    """Every other draw refuses it here, so that of twelve seeds some refuse it once: no class has 0 by its seed."""
    course = small_course(tmp_path / "course")
    judge = course / "katas" / DOUBLE / "test_double.py"
    judge.write_text(judge.read_text() + DRAWS_A_NUMBER)
    for student in ("student-01", "student-02"):
        hand_in(tmp_path / "in", student, RIGHT_DOUBLE, None)
    for seed in range(12):
        graded = Graded(course, tmp_path / "in", tmp_path / f"out-{seed}", katas=(DOUBLE,), seed=seed, jobs=2)
        if (told := f"{DOUBLE}: the judge refused the model solution") in graded.said and graded.code == 0:
            break
    assert f"{told} on the first examples of this seed; all were asked others" in graded.said
    assert {graded.verdict(f"student-0{n}").state for n in (1, 2)} == {"passed"}


# ---------------------------------------------------------------------------- what is kept, and for how long


def _hand_in_two(folder):
    hand_in(folder / "in", "student-01", RIGHT_DOUBLE)
    hand_in(folder / "in", "student-02", body("return x"))
    return folder


@pytest.fixture
def pair(tmp_path):
    return _hand_in_two(tmp_path)


@pytest.fixture(scope="module")
def graded_once(course, tmp_path_factory):
    folder = _hand_in_two(tmp_path_factory.mktemp("pair"))
    return Graded(course, folder / "in", folder / "out")


@pytest.fixture
def graded(graded_once, pair):
    """The pair's first grading: it is done once, and each test has a copy of its results."""
    shutil.copytree(graded_once.out, pair / "out")
    return graded_once


def test_what_has_changed_is_judged_anew_and_nothing_else(course, pair, graded):
    assert "4 judged now" in graded.said
    hand_in(pair / "in", "student-02", RIGHT_DOUBLE)
    second = Graded(course, pair / "in", pair / "out")
    assert "1 judged now" in second.said
    assert second.verdict("student-02").state == "passed"
    (pair / "out" / "results" / "student-01" / "01_numbers__01_double.json").write_text("{")
    assert "1 judged now" in Graded(course, pair / "in", pair / "out").said


def test_verdicts_repeat_to_the_letter(course, pair, graded):
    other = Graded(course, pair / "in", pair / "other", jobs=2)
    results = [{k: v for k, v in run.files().items() if k.startswith("results")} for run in (graded, other)]
    assert results[0] == results[1]


def test_a_change_of_points_judges_nothing(course, pair, graded):
    points = write(pair / "points.toml", f'[katas]\n"{DOUBLE}" = 7\n')
    again = Graded(course, pair / "in", pair / "out", points=points)
    assert " 0 judged now" in again.said
    assert f"student-01,{DOUBLE},core,passed,4.9412,4.9412" in again.files()["grades.csv"]


def test_one_student_is_judged_again_and_every_other_verdict_stays(course, pair, graded):
    hand_in(pair / "in", "student-01", body("return x"))
    hand_in(pair / "in", "student-02", RIGHT_DOUBLE)
    again = Graded(course, pair / "in", pair / "out", students=("student-02",))
    assert " 2 judged now" in again.said
    assert again.verdict("student-01") == graded.verdict("student-01")
    assert [again.verdict(student).state for student in ("student-01", "student-02")] == ["passed", "passed"]
    assert again.files()["grades.csv"].count("student-01") == 4, "the tables are of the whole class"
    with pytest.raises(ValueError, match=r"--student student-2: there is no such student; is it student-02\?"):
        Graded(course, pair / "in", pair / "out", students=("student-2",))


def test_what_nobody_has_judged_is_still_to_come_where_one_student_is_judged(course, pair):
    graded = Graded(course, pair / "in", pair / "out", students=("student-02",))
    assert " 2 judged now" in graded.said
    assert "2 verdicts are still to come: the same command without --student goes on from here" in graded.said


def test_the_tables_of_a_class_reach_every_file_and_judge_nothing_again(course, pair, graded):
    roster = write(pair / "students.csv", "student,mail\nstudent-01,a@x.org\nstudent-02,b@x.org\n")
    points = write(pair / "points.toml", f'each = 50\n[katas]\n"{DOUBLE}" = 10\n')
    again = Graded(course, pair / "in", pair / "out", roster=roster, points=points)
    assert (again.code, " 0 judged now" in again.said) == (0, True)
    files = again.files()
    assert "student-01,a@x.org,10,50,60,60" in files["totals.csv"]
    assert files["lms/moodle.csv"].splitlines()[1] == "a@x.org,60"
    assert "60 of 60 points" in files["feedback/student-01.md"]


def _taken(katas, workers, rounds):
    """The katas that each worker is given, where three students hand in some and the workers take turns."""
    waiting = Waiting({Future(): Task(student, kata, {}) for student in "abc" for kata in katas})
    given = {worker: [] for worker in workers}
    for _ in range(rounds):
        for worker in workers:
            if (taken := waiting.take(worker)) is not None:
                given[worker].append((taken[1].kata, taken[1].student))
    return given


def test_a_worker_judges_a_kata_for_the_whole_class():
    """It has the examples of it; another would have to draw them again."""
    given = _taken(["1", "2", "3"], ["one", "other"], 6)
    assert given["one"][:3] == [("1", "a"), ("1", "b"), ("1", "c")]
    assert given["other"][:3] == [("2", "a"), ("2", "b"), ("2", "c")]


def test_workers_without_a_kata_of_their_own_help_and_each_task_is_taken_once():
    given = _taken(["1", "2", "3"], ["one", "other"], 6)
    assert sorted(given["one"][3:] + given["other"][3:]) == [("3", "a"), ("3", "b"), ("3", "c")]
    assert [len(katas) for katas in given.values()] in ([4, 5], [5, 4]), "one is idle while the other has two left"
    given = _taken(["1"], ["one", "other", "third"], 2)
    assert sorted(kata for katas in given.values() for kata in katas) == [("1", "a"), ("1", "b"), ("1", "c")]
    assert all(len(katas) == 1 for katas in given.values())


def test_a_worker_that_is_killed_is_replaced(course, tmp_path, monkeypatch):
    hand_in(tmp_path / "in", "student-01", RIGHT_DOUBLE)
    started, folders, real = [], [], Worker._start

    def start(worker):
        real(worker)
        started.append(worker._process.pid)
        folders.append(worker._folder.name)
        if len(started) == 1:
            os.kill(worker._process.pid, signal.SIGKILL)

    monkeypatch.setattr(Worker, "_start", start)
    graded = Graded(course, tmp_path / "in", tmp_path / "out", katas=(DOUBLE,))
    assert len(started) == 2
    assert graded.verdict("student-01").state == "passed"
    assert graded.code == 0
    assert not any(map(os.path.exists, folders)), "the box of a worker that was killed is left behind"


def test_what_the_clock_of_a_worker_ends_is_not_judged(course):
    """It is no 0: the machine may be too slow, or the judge hang. The student is named, so that somebody looks."""
    worker = Worker(Settings(str(course), "none", asdict(Limits()), wall=0.01))
    reply = worker.judge(Task("student-01", DOUBLE, {"double.py": RIGHT_DOUBLE.encode()}))
    worker.close()
    found = conclude("student-01", DOUBLE, reply.seen, reply.sandbox, [])
    assert (found.state, found.stages) == (NOT_JUDGED, {})
    assert "the process that judges student-01 said nothing for 0.01 seconds" in found.text


def test_after_ctrl_c_the_same_command_goes_on(course, tmp_path):
    for number in range(4):
        hand_in(tmp_path / "in", f"student-{number}", RIGHT_DOUBLE)
    code = (
        "import signal, sys; from pathlib import Path; from dojo.classes.grade import Request, grade\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # it may have been ignored at the start
        "folders, layer = map(Path, sys.argv[1:4]), sys.argv[4]\n"
        "course, submissions, out = folders\n"
        "sys.exit(grade(course, Request(submissions, out, jobs=1, sandbox=layer)))"
    )
    command = [sys.executable, "-c", code, str(course), str(tmp_path / "in"), str(tmp_path / "out"), best_layer()]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    results = tmp_path / "out" / "results"
    while process.poll() is None and not list(results.rglob("*.json")):
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate()
    kept = len(list(results.rglob("*.json")))
    assert process.returncode == 130, said
    assert "the same command goes on from here" in said
    assert 0 < kept < 8
    assert not list(results.rglob(".*"))
    resumed = Graded(course, tmp_path / "in", tmp_path / "out", limits=Limits(), seed=None)
    assert f"{8 - kept} judged now" in resumed.said
    assert resumed.code == 0


def test_what_a_full_disk_leaves_open_is_told_and_judged_later(course, pair, monkeypatch):
    real, kept = Store.keep, []

    def keep(self, verdict, key):
        if kept:
            raise OSError(28, "No space left on device")
        kept.append(verdict)
        real(self, verdict, key)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Store, "keep", keep)
    monkeypatch.setattr(outputs, "write_all", full)
    first = Graded(course, pair / "in", pair / "out")
    assert first.code == 1
    for told in ("a result can't be kept: No space left", "the results can't be written: No space left"):
        assert told in first.said
    assert "written to" not in first.said
    assert "the same command goes on from here" in first.said
    monkeypatch.undo()
    again = Graded(course, pair / "in", pair / "out")
    assert "3 judged now" in again.said
    assert again.code == 0


def test_only_the_stages_that_were_asked_for_are_judged(course, pair):
    graded = Graded(course, pair / "in", pair / "out", limits=Limits(stages=("core",)))
    assert {tuple(graded.verdict(s, k).stages) for s in ("student-01", "student-02") for k in (DOUBLE, HALF)} == {
        ("core",)
    }
    assert f"student-01,{DOUBLE},core,passed,100,100" in graded.files()["grades.csv"]
    none = Graded(course, pair / "in", pair / "none", limits=Limits(stages=("torch",)))
    assert none.code == 1
    assert "no test of the stages that were asked for" in none.said
    with pytest.raises(ValueError, match="--stage cuda: there are core, edges, torch"):
        Graded(course, pair / "in", pair / "none", limits=Limits(stages=("cuda",)))


def test_a_full_disk_is_told_and_nothing_is_lost(course, pair, graded, monkeypatch):
    hand_in(pair / "in", "student-02", RIGHT_DOUBLE)
    before = files_in(pair / "out")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    lines: list[str] = []
    with pytest.raises(OSError, match="No space left"):
        grade(course, Request(pair / "in", pair / "out", jobs=1), lines.append)
    assert files_in(pair / "out") == before


# ---------------------------------------------------------------------------- the judge, and the box


@needs_a_layer
def test_a_zip_of_a_class_is_graded_as_it_is_and_no_solution_reads_it(course, tmp_path):
    reads = body(f"open({str(tmp_path / 'submissions.zip')!r}, 'rb').read(1)", "return x * 2")
    with zipfile.ZipFile(tmp_path / "submissions.zip", "w") as packed:
        for name, text in (("ann_1_10_double.py", RIGHT_DOUBLE), ("ben_2_11_double.py", reads)):
            packed.writestr(name, text)
    graded = Graded(course, tmp_path / "submissions.zip", tmp_path / "out", katas=(DOUBLE,))
    assert graded.verdict("ann").state == "passed"
    assert graded.verdict("ben").state == "wrong", graded.verdict("ben")


@pytest.mark.parametrize("parts_are_ours", [False, True])
def test_a_wrong_part_costs_no_later_kata_where_parts_are_ours(tmp_path, parts_are_ours):
    course = small_course(tmp_path / "course")
    judge = course / "katas" / HALF / "test_half.py"
    judge.write_text(judge.read_text().replace("mark.kata(", 'mark.kata(uses=["double"], '))
    uses = "from mine.double import double\n\ndef half(x):\n    return double(x) / 4\n"
    hand_in(tmp_path / "in", "a", "def double(x):\n    return x\n", uses)
    graded = Graded(course, tmp_path / "in", tmp_path / "out", parts_are_ours=parts_are_ours)
    states = [graded.verdict("a", kata).state for kata in (DOUBLE, HALF)]
    assert states == ["wrong", "passed" if parts_are_ours else "wrong"]
    assert ("parts: ours" in graded.said) == parts_are_ours


def test_where_the_judge_does_not_accept_the_model_solution_nothing_is_graded(tmp_path):
    course = small_course(tmp_path / "course")
    write(course / "reference" / DOUBLE / "double.py", "def double(x):\n    return x\n")
    hand_in(tmp_path / "in", "student-01", RIGHT_DOUBLE)
    graded = Graded(course, tmp_path / "in", tmp_path / "out")
    assert graded.code == 1
    assert "the grading failed: 01_numbers/01_double" in graded.said
    assert graded.store.read("student-01", DOUBLE) is None
    assert graded.verdict("student-01", HALF).state == "passed"


@pytest.mark.parametrize("layer", ["bwrap", "landlock", "none"])
def test_a_layer_holds_or_is_refused(layer):
    faults = probes.try_out(layer)
    if faults:
        with pytest.raises(ValueError, match=f"--sandbox {layer}"):
            probes.choose(layer)
    else:
        assert probes.choose(layer) == (layer, [])


def test_a_layer_that_does_not_keep_a_solution_in_is_found_out(monkeypatch):
    monkeypatch.setattr(layers, "bwrap", lambda *told: ["/usr/bin/env"])
    monkeypatch.setattr(probes, "is_installed", lambda layer: None)
    assert any("could read " in fault for fault in probes.try_out("bwrap"))
    with pytest.raises(ValueError, match=r"could read .*secret\.txt"):
        probes.choose("bwrap")


def test_an_unknown_layer_and_a_foreign_folder_are_told(course, pair):
    with pytest.raises(ValueError, match="there is no such layer"):
        Graded(course, pair / "in", pair / "out", sandbox="jail")
    write(pair / "mine" / "thesis.txt", "years of work")
    with pytest.raises(ValueError, match="holds something else"):
        Graded(course, pair / "in", pair / "mine")
    assert [file.name for file in (pair / "mine").iterdir()] == ["thesis.txt"]


def test_results_inside_of_the_submissions_are_refused(course, pair):
    for out in (pair / "in" / "results", pair / "in", pair / "other" / ".." / "in" / "deep" / "results"):
        with pytest.raises(ValueError, match="that is inside of the submissions"):
            Graded(course, pair / "in", out)
    assert sorted(file.name for file in (pair / "in").iterdir()) == ["student-01", "student-02"]


def test_of_who_has_written_nothing_nothing_is_judged_and_one_line_is_said(tmp_path):
    root = small_course(tmp_path / "course")
    write(root / SHIPPED_FILES, manifest(katas_of(root)))
    stub = (root / "katas" / DOUBLE / "double.py").read_text()
    hand_in(tmp_path / "in", "a", stub.replace("\n", "\r\n"), None)
    hand_in(tmp_path / "in", "b", RIGHT_DOUBLE, None)
    graded = Graded(root, tmp_path / "in", tmp_path / "out")
    assert [graded.verdict(who).state for who in "ab"] == ["not started", "passed"]
    assert [bool(graded.verdict(who).sandbox) for who in "ab"] == [False, True]  # which stands around what is judged
    for kind in ("md", "html"):
        told = graded.files()[f"feedback/a.{kind}"].replace("\\_", "_")
        assert f"No file was taken for: {HALF}" in told
        assert f"Nothing is written yet in: {DOUBLE}" in told
        assert "no half.py" not in told
