"""What a solution may do to its box: the next one finds it as it was, and nobody outside notices."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import sysconfig
import tempfile
import time
import zipfile
from pathlib import Path

import pytest

from dojo.classes.box import probes
from dojo.classes.box.sandbox import Sandbox
from dojo.classes.work.pool import Settings, Task, Worker
from dojo.classes.work.store import MARK
from dojo.classes.work.submission import Judge, Limits
from dojo.engine.process.child import seccomp
from dojo.engine.process.child.box import empty
from tests.grading import DOUBLE, HALF, RIGHT_DOUBLE, Graded, best_layer, hand_in, small_course
from tests.judging import ROOT
from tests.test_hostile import body, right_after

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the box is of Linux")

OUTCOMES = ("passed", "crashed", "broken")
LEFT = {
    "files that nobody may write": right_after(
        "import stat",
        "for f in range(3, 256):",
        "    try: stat.S_ISREG(os.fstat(f).st_mode) and os.fchmod(f, 0)  # /dev/null is the machine's",
        "    except OSError: pass",
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


@pytest.mark.parametrize("layer", ["bwrap", "landlock"], indirect=True)
def test_the_reference_of_a_course_that_lies_elsewhere_is_not_read(layer, tmp_path):
    course = small_course(tmp_path / "course")
    file = course / "reference" / DOUBLE / "double.py"
    hand_in(
        tmp_path / "in",
        "student",
        right_after(f"try: open({str(file)!r})", "except OSError: return x * 2", "x = x + 1"),
    )
    graded = Graded(course, tmp_path / "in", tmp_path / "out", sandbox=layer, katas=(DOUBLE,))
    assert graded.verdict("student").state == "passed", graded.verdict("student").text


READERS = (
    "open(path, 'rb').read(1)",
    "assert os.path.basename(path) in os.listdir(os.path.dirname(path))",
    "os.symlink(path, 'link'); open('link').read(1)",
    "os.chdir(os.path.dirname(path)); open(os.path.basename(path)).read(1)",
    "open(f'/proc/self/root{path}').read(1)",
    "import subprocess; subprocess.run(['head', '-c1', path], check=True)",
)
WHERE = ("/opt", "/usr/local", "/usr/lib", "/dev/shm", str(Path.home()))


@pytest.fixture
def elsewhere(request):
    """A folder in one of those that a solution may read, or beside them."""
    if not os.access(request.param, os.W_OK):
        pytest.skip(f"nothing may be written into {request.param}")
    with tempfile.TemporaryDirectory(dir=request.param, prefix="dojo-test-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.mark.parametrize("layer", ["bwrap", "landlock"], indirect=True)
@pytest.mark.parametrize("elsewhere", WHERE, indirect=True)
def test_wherever_they_lie_the_course_the_class_and_the_results_are_not_read(layer, elsewhere):
    course, out = small_course(elsewhere / "course"), elsewhere / "out"
    names = [f"reference/{DOUBLE}/double.py", f"katas/{DOUBLE}/test_double.py", "pyproject.toml"]
    secrets = [str(course / name) for name in names]
    secrets += [str(hand_in(elsewhere / "in", "another", RIGHT_DOUBLE) / DOUBLE / "double.py"), str(out / MARK)]
    tries = [[f"for path in {secrets!r}:", "    try:", f"        {way}", "        x = x + 1"] for way in READERS]
    after = ["    except Exception: pass", "    os.chdir(os.environ['TMPDIR'])"]
    hand_in(elsewhere / "in", "student", right_after(*(line for each in tries for line in [*each, *after])))
    graded = Graded(course, elsewhere / "in", out, sandbox=layer, katas=(DOUBLE,))
    assert graded.verdict("student").state == "passed", graded.verdict("student").text


@pytest.mark.parametrize("layer", ["bwrap", "landlock"], indirect=True)
def test_what_the_machine_itself_needs_is_not_hidden(layer):
    told = probes.try_out(layer, ("/usr",))
    assert told == ["/usr can't be hidden: a solution has to read /usr; name another folder"]


@pytest.mark.parametrize("layer", ["bwrap", "landlock"], indirect=True)
def test_the_probe_finds_a_folder_that_is_not_hidden(layer, monkeypatch, tmp_path):
    """Each folder is tried, and not only one that lies where nothing is read."""
    folder = Path(sysconfig.get_paths()["purelib"])
    monkeypatch.setattr(probes, "Sandbox", lambda layer, **told: Sandbox(layer))
    file = probes._file_in(str(folder))
    assert f"a solution could read {file}" in probes.try_out(layer, (str(folder),))


def test_where_no_sandbox_holds_nothing_is_graded(tmp_path, monkeypatch):
    monkeypatch.setattr(probes, "is_installed", lambda layer: f"{layer} is not here" if layer != "none" else None)
    hand_in(tmp_path / "in", "student-01", RIGHT_DOUBLE)
    asked = small_course(tmp_path / "course"), tmp_path / "in", tmp_path / "out"
    with pytest.raises(ValueError, match=r"(?s)bwrap is not here.*landlock is not here.*[Ii]nstall.*--sandbox none"):
        Graded(*asked, sandbox="auto")
    assert Graded(*asked, sandbox="none").code == 0


@pytest.mark.skipif(not seccomp.is_known(), reason="no filter for this machine")
def test_the_filter_leaves_a_process_nothing_but_itself():
    code = """
import ctypes, errno, fcntl, os, platform, resource, signal, socket, threading
from dojo.engine.process import pool
from dojo.engine.process.child import seccomp

near, far = socket.socketpair()
libc = ctypes.CDLL(None, use_errno=True)
other, own = os.getppid(), os.getpid()
seccomp.refuse()

def may(attempt):
    try:
        return attempt() != -1
    except PermissionError:
        return False

names = ("add_key", "request_key", "keyctl", "unshare", "setns", "clone")
numbers = {"x86_64": (248, 249, 250, 272, 308, 56), "aarch64": (217, 218, 219, 97, 268, 220)}[platform.machine()]
number = dict(zip(names, numbers))

def call(name, *told):
    found = libc.syscall(number[name], *told)
    return -1 if found == -1 and ctypes.get_errno() == errno.EPERM else found or 0

refused = [
    lambda: call("add_key", b"user", b"dojo", b"secret", 6, -4),  # of the user
    lambda: call("request_key", b"user", b"dojo", None, -4),
    lambda: call("keyctl", 0, -4, 1),
    lambda: call("unshare", 0x10000000),  # a user namespace
    lambda: call("unshare", 0),
    lambda: call("setns", near.fileno(), 0),
    lambda: call("clone", 0x10000000 | signal.SIGCHLD, 0, 0, 0, 0),
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
    lambda: threading.Thread(target=print, kwargs={"end": ""}).start(),
    lambda: os.fork() or os._exit(0),
]
print([may(f) for f in refused], [may(f) for f in allowed])
"""
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, start_new_session=True
    )
    assert told.stdout.strip() == f"{[False] * 15} {[True] * 9}", told.stderr


def test_what_fills_the_disk_is_seen(box):
    assert box.excess() is None
    for number in range(3):
        with (box._host_scratch / str(number)).open("wb") as out:
            os.posix_fallocate(out.fileno(), 0, 2**27)
    assert "wrote more than 256 MiB" in box.excess()


FLOODS = {
    "warnings": (right_after("import warnings", "for i in range(999): warnings.warn(f'{i}' + 999 * 'x')"), "passed"),
    "a long warning": (right_after("import warnings", "warnings.warn(10 ** 7 * 'x')", "x = x + 1"), "wrong"),
    "a long message": (body("raise ValueError(10 ** 7 * 'x')"), "wrong"),
    "a long text": (body("return 10 ** 6 * 'x'"), "wrong"),
    "an array of long texts": (body("return np.array(3 * [10 ** 6 * 'x'])"), "wrong"),
    "a large array": (body("return np.zeros(2 ** 16)"), "wrong"),
    "an array that is too large": (body("return np.zeros(2 ** 22)"), "wrong"),
    "an end of its own": (
        "import dojo.engine.process.child.runner\nfrom dojo.engine.base.questions import Ended\n"
        "rows = tuple((99 * 'label', 999 * 'x') for _ in range(999))\n"
        "ended = Ended('fault', 10 ** 5 * 'x', rows, 99 * (999 * 'x',))\n"
        "dojo.engine.process.child.runner.answer = lambda *told: ended\n" + body("return x"),
        "wrong",
    ),
}


def test_no_page_grows_with_what_a_solution_says(tmp_path):
    course = small_course(tmp_path / "course")
    for student, (text, _) in FLOODS.items():
        hand_in(tmp_path / "in", student, text)
    with zipfile.ZipFile(tmp_path / "in" / "a long archive.zip", "w") as archive:
        archive.writestr(f"{DOUBLE}/double.py", RIGHT_DOUBLE)
        for number in range(5000):
            archive.writestr(f"../{number}{200 * 'x'}", "")
    graded = Graded(course, tmp_path / "in", tmp_path / "out", limits=Limits(timeout=5))
    states = {student: graded.verdict(student).state for student in FLOODS}
    assert states == {student: state for student, (_, state) in FLOODS.items()}
    sizes = {path: len(text) for path, text in graded.files().items()}
    assert max(sizes.values()) < 10**6, sizes
    assert "and 4990 more notes" in graded.files()["feedback/a long archive.md"]


@pytest.mark.parametrize("layer", ["bwrap", "landlock", "none"], indirect=True)
def test_a_solution_does_not_say_itself_what_it_has_used(layer, tmp_path):
    """It works in a helper, and in each call only for a moment: in all it has taken what it must not."""
    course = small_course(tmp_path / "course")
    busy = "import os, dojo.engine.process.child.main\ndojo.engine.process.child.main._cpu_time = lambda: 0.0\n"
    busy += "if os.fork() == 0:\n    while True: pass\n"
    hand_in(tmp_path / "in", "student", busy + right_after("time.sleep(0.2)"))
    asked = {"limits": Limits(timeout=5, budget=2), "sandbox": layer, "katas": (DOUBLE,)}
    graded = Graded(course, tmp_path / "in", tmp_path / "out", **asked)
    assert "used more than 2 s of CPU time in all" in graded.verdict("student").text
    assert graded.verdict("student").state == "hung"


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
    monkeypatch.setattr(probes, "choose", lambda *asked: ("none", []))
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


def is_over(process) -> bool:
    """Whether a process has ended, also where nobody asks how: in some containers an orphan has no parent who does."""
    import psutil

    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


JUDGES = f"""
worker._start()
print(worker._process.pid, flush=True)
worker.judge(Task("s", "{DOUBLE}", {{"double.py": {body("open('begun', 'w')", "while True: pass").encode()!r}}}))
"""
ENDS_A_THREAD = """
thread = threading.Thread(target=worker._start)
thread.start()
thread.join()
print(worker._process.pid, flush=True)
time.sleep(1000)
"""
"""What a process that is killed does in its last moment, drawn out: the thread that began a worker is gone first."""


@contextlib.contextmanager
def _asks(course, temporary, lines):
    """A process that asks a worker, which is told; it is killed, and nothing may be left of either."""
    import psutil

    code = f"""
import threading, time
from dojo.classes.work.submission import Limits
from dojo.classes.work.pool import Settings, Task, Worker
from dataclasses import asdict
worker = Worker(Settings({str(course)!r}, "none", asdict(Limits(timeout=100))))
{lines}"""
    temporary.mkdir(mode=0o711)
    told = {"cwd": ROOT, "env": os.environ | {"TMPDIR": str(temporary)}}
    asking = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, **told)
    judging = psutil.Process(int(asking.stdout.readline()))
    yield judging
    asking.kill()
    asking.wait()
    asking.stdout.close()
    for _ in range(1200):  # the solution would have gone on for minutes
        if is_over(judging):
            break
        time.sleep(0.05)
    assert is_over(judging)
    assert not list(temporary.glob("dojo-*"))


def test_a_worker_ends_at_once_with_the_process_that_asks(tmp_path):
    with _asks(small_course(tmp_path / "course"), tmp_path / "temporary", JUDGES) as judging:
        while len(judging.children(recursive=True)) < 2:  # a server, and a solution
            time.sleep(0.05)


def test_a_worker_leaves_nothing_where_its_thread_ends_before_the_process_that_asks(tmp_path):
    with _asks(small_course(tmp_path / "course"), tmp_path / "temporary", ENDS_A_THREAD):
        while list((tmp_path / "temporary").glob("dojo-box-*/box")):  # the box goes at once
            time.sleep(0.05)


def test_a_grading_that_is_killed_leaves_nothing_temporary(tmp_path):
    """From its first moment on: here while the boxes are tried out, before anybody judges."""
    course = small_course(tmp_path / "course")
    hand_in(tmp_path / "in", "student-01", body("while True: pass"))
    code = (
        "import sys; from pathlib import Path; from dojo.classes.grade import Request, grade\n"
        "grade(Path(sys.argv[1]), Request(Path(sys.argv[2]), Path(sys.argv[3]), jobs=1, sandbox=sys.argv[4]))"
    )
    folder = tmp_path / "temporary"
    folder.mkdir(mode=0o711)
    told = [str(course), str(tmp_path / "in"), str(tmp_path / "out"), best_layer()]
    for begun in ("dojo-secret-*", "dojo-template-*"):
        grading = subprocess.Popen(
            [sys.executable, "-c", code, *told], cwd=ROOT, env=os.environ | {"TMPDIR": str(folder)}, **SILENT
        )
        while not list(folder.rglob(begun)):
            assert grading.poll() is None
            time.sleep(0.005)
        grading.kill()
        grading.wait()
        for _ in range(1200):
            if not list(folder.iterdir()):
                break
            time.sleep(0.05)
        assert not list(folder.iterdir()), begun


SILENT = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
