"""What a solution may do to its box: the next one finds it as it was, and nobody outside notices."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from dojo.grading.box import probes
from dojo.grading.box.sandbox import Sandbox
from dojo.grading.box.users import is_root
from dojo.grading.work.judging import Judge, Limits
from dojo.grading.work.pool import Settings, Task, Worker
from dojo.process.child import seccomp
from dojo.process.child.box import empty
from tests.grading import DOUBLE, HALF, RIGHT_DOUBLE, Graded, hand_in, small_course
from tests.judging import ROOT
from tests.test_hostile import body, right_after

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the box is of Linux")

OUTCOMES = ("passed", "crashed", "broken")
LEFT = {
    "files that nobody may write": right_after(
        "for f in range(3, 256):", "    try: os.fchmod(f, 0)", "    except OSError: pass"
    ),
    "a folder that nobody may enter": right_after("try: os.chmod('.', 0)", "except OSError: pass"),
    "folders without end": right_after(
        "here = os.open('.', os.O_RDONLY)",
        "for _ in range(1200 if not os.listdir('.') else 0):",
        "    os.mkdir('d')",
        "    os.chdir('d')",
        "os.fchdir(here)",
    ),
    "locked folders": right_after("os.makedirs('a/b', exist_ok=True)", "os.chmod('a/b', 0)", "os.chmod('a', 0)"),
    "its own file locked": right_after(
        "for path in (__file__, os.path.dirname(__file__)):",
        "    try: os.chmod(path, 0)",
        "    except OSError: pass",
    ),
    "processes that replace each other": right_after(
        "if not hasattr(sys, 'begun') and os.fork() == 0:",
        "    while True:",
        "        if os.fork(): os._exit(0)",
        "sys.begun = True",
    ),
}


@pytest.fixture
def layer(request):
    """A layer of the sandbox that holds here."""
    if faults := probes.try_out(request.param):
        pytest.skip(f"{request.param} does not hold here: {faults[0]}")
    return request.param


@pytest.fixture
def box():
    made = Sandbox("none")
    yield made
    made.close()


@pytest.mark.parametrize("layer", ["bwrap", "landlock", "none"], indirect=True)
def test_whatever_a_solution_leaves_behind_the_next_is_judged(layer, tmp_path):
    course = small_course(tmp_path / "course")
    for student, text in LEFT.items():
        hand_in(tmp_path / "in", student, text)
        hand_in(tmp_path / "in", f"{student}, and after it", RIGHT_DOUBLE)
    graded = Graded(course, tmp_path / "in", tmp_path / "out", sandbox=layer)
    right = [(f"{student}, and after it", DOUBLE) for student in LEFT]
    right += [(student, HALF) for s in LEFT for student in (s, f"{s}, and after it")]
    states = {key: graded.verdict(*key).state for key in right}
    assert set(states.values()) == {"passed"}, states
    assert graded.code == 0, graded.said


@pytest.mark.parametrize("layer", ["bwrap", "landlock", "none"], indirect=True)
def test_the_reference_of_a_course_that_lies_elsewhere_is_not_read(layer, tmp_path):
    course = small_course(tmp_path / "course")
    file = course / "reference" / DOUBLE / "double.py"
    hand_in(
        tmp_path / "in",
        "student",
        right_after(f"try: open({str(file)!r})", "except OSError: return x * 2", "x = x + 1"),
    )
    graded = Graded(course, tmp_path / "in", tmp_path / "out", sandbox=layer)
    assert graded.verdict("student").state == "passed", graded.verdict("student").text


@pytest.mark.skipif(not seccomp.is_known(), reason="no filter for this machine")
def test_the_filter_leaves_a_process_nothing_but_itself():
    code = """
import ctypes, fcntl, os, resource, signal, socket
from dojo.process import pool
from dojo.process.child import seccomp

near, far = socket.socketpair()
libc = ctypes.CDLL(None, use_errno=True)
other, own = os.getppid(), os.getpid()
seccomp.refuse()

def may(attempt):
    try:
        return attempt() != -1
    except PermissionError:
        return False

refused = [
    lambda: os.kill(other, 0),
    lambda: os.kill(-1, 0),
    lambda: resource.prlimit(other, resource.RLIMIT_NOFILE),
    lambda: os.sched_setaffinity(other, os.sched_getaffinity(other)),
    lambda: os.setpriority(os.PRIO_PROCESS, other, 19),
    lambda: fcntl.fcntl(near, fcntl.F_SETOWN, other),
    lambda: libc.shmget(0, 4096, 0o1600),
    lambda: socket.socket(),
]
allowed = [
    lambda: os.kill(own, 0),
    lambda: os.kill(0, 0),
    lambda: signal.raise_signal(signal.SIGCHLD),
    lambda: resource.setrlimit(resource.RLIMIT_CORE, (0, 0)),
    lambda: os.sched_setaffinity(0, os.sched_getaffinity(0)),
    lambda: fcntl.fcntl(near, fcntl.F_GETFL),
    lambda: socket.socketpair(),
]
print([may(f) for f in refused], [may(f) for f in allowed])
"""
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, start_new_session=True
    )
    assert told.stdout.strip() == f"{[False] * 8} {[True] * 7}", told.stderr


def test_what_fills_the_disk_is_seen(box):
    assert box.excess(0) is None
    for number in range(3):
        with (box._host_scratch / str(number)).open("wb") as out:
            os.posix_fallocate(out.fileno(), 0, 2**27)
    assert "wrote more than 256 MiB" in box.excess(0)


def test_the_memory_of_all_processes_together_is_seen(box):
    held = "import time; x = bytearray(2**27); x[::4096] = b'x' * len(x[::4096]); print(flush=True); time.sleep(60)"
    both = f"import subprocess, sys; [subprocess.Popen([sys.executable, '-c', {held!r}]) for _ in 'ab'][0].wait()"
    box._process = subprocess.Popen([sys.executable, "-c", both], stdout=subprocess.PIPE, start_new_session=True)
    for _ in "ab":
        box._process.stdout.readline()
    assert box.excess(2**30) is None
    assert "took more than 0.1875 GiB of memory" in box.excess(3 * 2**26)
    box._process.stdout.close()


@pytest.mark.skipif(not is_root(), reason="only root gives each box a user of its own")
def test_no_user_of_another_box_comes_in(box):
    from dojo.process.child.box import _become

    def enter(user: int) -> bool:
        if (pid := os.fork()) == 0:
            _become(user)
            os._exit(0 if os.access(box.solutions, os.R_OK) else 1)
        return os.waitpid(pid, 0)[1] == 0

    assert enter(box._user)
    assert not enter(box._user + 500)


def test_a_folder_is_emptied_however_deep_it_is(tmp_path):
    here = os.getcwd()
    os.chdir(tmp_path)
    for _ in range(3000):
        os.mkdir("d")
        os.chdir("d")
    os.chdir(here)
    (tmp_path / "link").symlink_to(ROOT)
    empty(str(tmp_path))
    assert not list(tmp_path.iterdir())
    assert ROOT.is_dir()


@pytest.mark.parametrize(
    ("crashes", "outcome"),
    [({2}, "crashed"), ({2, 3}, "passed"), ({2, 3, 4}, "crashed"), ({2, 3, 4, 5}, "broken")],
    ids=["its own", "of the box", "of both", "of the machine"],
)
def test_a_crash_is_only_its_own_where_the_model_solution_does_not_crash(tmp_path, box, monkeypatch, crashes, outcome):
    judge, real = Judge(small_course(tmp_path / "course"), box, Limits(timeout=5)), Judge._run
    runs, restarts = [], []

    def run(self, place, files, record=False):
        seen = real(self, place, files, record)
        runs.append(seen)
        return seen.as_crash(seen.expected) if len(runs) in crashes else seen

    monkeypatch.setattr(Judge, "_run", run)
    monkeypatch.setattr(box, "restart", lambda: restarts.append(len(runs)))
    seen = judge.judge(DOUBLE, {"double.py": RIGHT_DOUBLE.encode()})
    judge.close()
    assert [seen.has_passed, seen.has_crashed, bool(seen.broken)] == [outcome == o for o in OUTCOMES]
    assert restarts == ([3] if len(crashes) > 1 else [])


def test_where_no_judge_can_be_started_nobody_has_crashed(tmp_path, monkeypatch):
    course = small_course(tmp_path / "course")
    hand_in(tmp_path / "in", "student-01", RIGHT_DOUBLE)
    monkeypatch.setattr(probes, "choose", lambda asked: ("none", []))
    monkeypatch.setattr(sys, "executable", "/bin/false")
    graded = Graded(course, tmp_path / "in", tmp_path / "out")
    assert graded.code == 1
    assert "can't be started" in graded.said
    assert graded.store.read("student-01", DOUBLE) is None


def test_a_worker_that_is_stopped_begins_nothing(tmp_path, monkeypatch):
    worker = Worker(Settings(str(small_course(tmp_path / "course")), "none", {}))
    started = []

    def start(self):
        started.append(self)
        self._process = subprocess.Popen(
            [sys.executable, "-c", "import time; time.sleep(600)"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            start_new_session=True,
        )
        worker.stop()

    monkeypatch.setattr(Worker, "_start", start)
    with pytest.raises(InterruptedError):
        worker.judge(Task("student-01", DOUBLE, {}))
    assert len(started) == 1


def test_a_worker_ends_at_once_with_the_process_that_asks(tmp_path):
    course = small_course(tmp_path / "course")
    code = f"""
import json, os, sys
from dojo.grading.work.judging import Limits
from dojo.grading.work.pool import Settings, Task, Worker
from dataclasses import asdict
worker = Worker(Settings({str(course)!r}, "none", asdict(Limits(timeout=100))))
worker._start()
print(worker._process.pid, flush=True)
worker.judge(Task("s", "{DOUBLE}", {{"double.py": {body("open('begun', 'w')", "while True: pass").encode()!r}}}))
"""
    (tmp_path / "temporary").mkdir(mode=0o711)
    told = {"cwd": ROOT, "env": os.environ | {"TMPDIR": str(tmp_path / "temporary")}}
    asking = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, **told)
    worker = int(asking.stdout.readline())
    import psutil

    judging = psutil.Process(worker)
    while len(judging.children(recursive=True)) < 2:  # a server, and a solution
        time.sleep(0.05)
    asking.kill()
    asking.wait()
    asking.stdout.close()
    judging.wait(60)  # the solution would have gone on for minutes
    assert not judging.is_running()
    assert not list((tmp_path / "temporary").glob("dojo-*"))
