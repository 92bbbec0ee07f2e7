"""What is of Windows and of macOS, as far as it can be seen without them."""

from __future__ import annotations

import functools
import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from dojo.course.course import Course
from dojo.course.progress import digest
from dojo.course.record import Record
from dojo.engine.base import disk
from dojo.engine.base.files import KataFiles
from dojo.engine.base.importing import load_trusted
from dojo.engine.base.mine import imported, parts_of
from dojo.install.init import settings
from dojo.install.shipped import katas_of, manifest, shipped_digest
from dojo.watch import actions, view
from dojo.watch.keys import Keys, WindowsKeys
from dojo.watch.view import View
from tests.grading import DOUBLE, HALF, RIGHT_DOUBLE, small_course, write
from tests.judging import ROOT, judge_folder

# ---------------------------------------------------------------------------- the watch


class Console:
    """Windows' console, in which something has been typed: stands in for ``msvcrt``."""

    def __init__(self, typed: str):
        self._typed = list(typed)

    def kbhit(self) -> bool:
        return bool(self._typed)

    def getwch(self) -> str:
        return self._typed.pop(0)


@pytest.fixture
def typed(monkeypatch):
    """Keys of a console in which a text has been typed, on a Python 3.11 for Windows."""

    def of(text: str) -> Keys:
        monkeypatch.delattr(os, "set_blocking", raising=False)
        monkeypatch.setitem(sys.modules, "msvcrt", Console(text))
        return WindowsKeys(lambda: None)

    return of


def test_keys_of_a_windows_console_are_read(typed):
    console = typed("\xe0Hq\r")
    assert [console.get(0.01, all_of_them=True) for _ in range(4)] == ["up", "q", "enter", None]
    with pytest.raises(KeyboardInterrupt):
        typed("\x03").get(0.01)


def test_of_a_paste_on_windows_the_first_key_counts(typed):
    console = typed("nx\xe0Hy")
    assert [console.get(0.01), console.get(0.01)] == ["n", None]


@pytest.mark.skipif(sys.platform != "linux", reason="what is open is looked up in /proc")
def test_the_standard_input_of_the_judges_process_is_not_what_it_reads():
    """On Windows, NumPy would wait for the next request as it loads, and so would a process that is started."""
    command = [sys.executable, "-m", "dojo.watch.warm", str(ROOT)]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert b"loaded" in process.stdout.readline()
        assert os.readlink(f"/proc/{process.pid}/fd/0") == os.devnull
    finally:
        process.stdin.close()
        assert process.wait(60) == 0


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (r"C:\tools\vim.exe -f", [r"C:\tools\vim.exe", "-f"]),
        (r'"C:\Program Files\Notepad++\notepad++.exe" -multiInst', [r"C:\Program Files\Notepad++\notepad++.exe", "-multiInst"]),
        (r"C:\Program Files\Sublime\subl.exe", [r"C:\Program Files\Sublime\subl.exe"]),
        ("code --wait", [r"C:\VS Code\bin\code.cmd", "--wait"]),
        ("code", [r"C:\VS Code\bin\code.cmd"]),
    ],
)  # fmt: skip
def test_an_editor_on_windows_is_started_by_its_path(monkeypatch, command, words):
    there = {
        "code": r"C:\VS Code\bin\code.cmd",
        r"C:\Program Files\Sublime\subl.exe": r"C:\Program Files\Sublime\subl.exe",
    }
    started = []
    monkeypatch.setattr(actions, "os", SimpleNamespace(name="nt", environ={"EDITOR": command}))
    monkeypatch.setattr(actions.shutil, "which", there.get)
    monkeypatch.setattr(actions.subprocess, "run", lambda words, check: started.append(words))
    assert actions.open_in_editor(Path("softmax.py")) == ""
    assert started == [[*words, "softmax.py"]]


# ---------------------------------------------------------------------------- files and their line ends


def as_windows_writes(text: str) -> bytes:
    """As Notepad saves a text: with a mark at its start, and two characters at each line's end."""
    return text.replace("\n", "\r\n").encode("utf-8-sig")


@pytest.fixture
def far_away(tmp_path) -> Path:
    """A course whose files were saved on Windows, in a folder as users have them there; half builds on double."""
    root = small_course(tmp_path.resolve() / "OneDrive - Zoë & Łukasz" / "meine Übungen 王")
    judge = root / "katas" / HALF / "test_half.py"
    judge.write_text(judge.read_text(encoding="utf-8").replace("kata(", 'kata(uses=["double"], '), encoding="utf-8")
    write(root / "katas" / DOUBLE / "double.py", f'"""Twice: 2·x."""\n\n\n{RIGHT_DOUBLE}')
    helped = "from hälfte import by\nfrom mine.double import double\n\n\ndef half(x):\n    return double(x) / by\n"
    write(root / "katas" / HALF / "half.py", helped)
    write(root / "katas" / HALF / "hälfte.py", "by = 4\n")
    for file in (root / "katas").rglob("*.py"):
        file.write_bytes(as_windows_writes(file.read_text(encoding="utf-8")))
    return root


@pytest.mark.parametrize("way", [["--spawn"], ["--in-process"], []], ids=["spawn", "in process", "fork"])
def test_a_kata_saved_on_windows_is_judged_with_its_parts(far_away, way):
    half = far_away / "katas" / HALF / "half.py"
    assert judge_folder(far_away, "--hypothesis-profile=grade", *way).exit_code == 0
    half.write_bytes(half.read_bytes().replace(b"/ by", b"/ (by + 1)"))
    assert judge_folder(far_away, "--kata=half", "--hypothesis-profile=grade", *way).exit_code == 1


def test_other_line_ends_change_no_file(far_away):
    stub = KataFiles(far_away, *DOUBLE.split("/")).solution(far_away / "katas")
    shipped, seen = katas_of(far_away), digest(stub)
    assert any(b"\r\n" in held for held in shipped.values())
    stub.write_bytes(stub.read_bytes().replace(b"\r\n", b"\n"))
    assert digest(stub) == seen
    assert manifest(katas_of(far_away)) == manifest(shipped)
    assert shipped_digest(b"a\r\n\0") != shipped_digest(b"a\n\0")  # no text


def test_what_a_learner_commits_has_the_line_ends_of_the_course():
    assert settings(".gitattributes")[".gitattributes"] == (ROOT / ".gitattributes").read_bytes()


def test_a_helper_is_imported_in_its_own_spelling(tmp_path, monkeypatch):
    """Else a solution is green on Windows and macOS, and does not load where it is graded."""
    write(tmp_path / "helper.py", "value = 1\n")
    file = write(tmp_path / "kata.py", "from Helper import value\n")
    monkeypatch.setattr(Path, "is_file", lambda file: file.with_name(file.name.lower()).exists())
    with pytest.raises(ModuleNotFoundError, match="Helper"):
        load_trusted(file)


@pytest.mark.parametrize("name", ["folder.py", ".#kata.py"], ids=["a folder", "a lock of Emacs"])
def test_a_file_that_can_not_be_read_stops_nobody(far_away, name):
    beside = far_away / "katas" / HALF / name
    beside.mkdir() if name == "folder.py" else beside.symlink_to("user@host.1234")
    place = KataFiles(far_away, *HALF.split("/"))
    assert list(imported(place.solution(far_away / "katas"), parts_of(place, far_away / "katas"))) == ["double"]


def test_a_position_that_can_not_be_read_is_not_written_over(tmp_path, monkeypatch):
    record = Record(tmp_path / "progress.json")
    record.update(lambda saved: saved.update(kata={"green": True}))
    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", lambda file: (_ for _ in ()).throw(PermissionError(13, "it is in use")))
        record.update(lambda saved: saved.update(other={}))
    assert record.notes == ["your progress can't be kept: it is in use (.dojo/progress.json)"]
    assert record.read() == {"kata": {"green": True}}


def test_a_file_that_another_program_holds_on_windows_is_tried_again(tmp_path, monkeypatch):
    tries = []

    def read(file):
        tries.append(file)
        if len(tries) < 3:
            raise PermissionError(13, "it is in use")
        return b'{"kata": {}}'

    monkeypatch.setattr(disk, "os", SimpleNamespace(name="nt"))
    monkeypatch.setattr(Path, "read_bytes", read)
    assert Record(tmp_path / "progress.json").read() == {"kata": {}}


def test_a_test_is_named_by_a_path_that_leads_elsewhere(course):
    """A drive of the network on Windows, ``/tmp`` on macOS: what stands there has another name, too."""
    course.solve("double", "def double(x):\n    return x * 2\n")
    (course.root.parent / "linked").symlink_to(course.root)
    path = f"{course.root.parent}/linked/katas/01_numbers/01_double/test_double.py::test_is_written_from_scratch"
    course.run("--target=numpy", path).stdout.fnmatch_lines("*1 of ? tests run, none red")


@pytest.mark.parametrize(
    "name", [".\\katas\\03_probability\\01_softmax\\", "{root}/katas/03_probability/01_softmax/softmax.py"]
)
def test_a_kata_is_found_by_what_a_shell_completes(name):
    assert Course(ROOT).find(name.format(root=ROOT)).name == "softmax"


def test_a_track_is_found_by_what_a_shell_of_windows_completes():
    assert Course(ROOT).match_track(".\\katas\\03_probability\\") == "03_probability"


@pytest.mark.parametrize("page", ["README.md", "dojo/install/begin/README.md"])
def test_powershell_is_told_what_other_shells_are(page):
    """Windows' own PowerShell knows no ``&&``."""
    blocks = re.findall(r"^```\n(.*?)^```", (ROOT / page).read_text(encoding="utf-8"), re.M | re.S)
    of_windows = {block for block in blocks if "Scripts" in block}
    as_there = (("python3 -m", "py -m"), (" && ", "; "), (".venv/bin/", ".venv\\Scripts\\"))
    others = [block for block in blocks if block not in of_windows]
    told = {functools.reduce(lambda text, change: text.replace(*change), as_there, block) for block in others}
    assert of_windows
    assert of_windows <= told


# ---------------------------------------------------------------------------- what is not there


def test_an_older_console_of_windows_is_told_to_take_escapes(monkeypatch):
    told = []
    monkeypatch.setitem(sys.modules, "colorama", SimpleNamespace(just_fix_windows_console=lambda: told.append(1)))
    monkeypatch.setattr(view, "os", SimpleNamespace(name="nt"))
    View()
    assert told == [1]


_POSIX = {"fcntl", "grp", "pty", "pwd", "readline", "resource", "syslog", "termios", "tty"}
_NOT_ON_WINDOWS = {
    *("os.sched_getaffinity", "os.sched_setaffinity", "os.set_blocking", "os.fork", "os.killpg", "os.setpgid"),
    *("os.posix_spawn", "os.WNOHANG", "os.setsid", "os.mkfifo"),
    *("socket.AF_UNIX", "socket.send_fds", "socket.recv_fds", "socket.SO_PASSCRED", "faulthandler.register"),
    *("signal.SIGUSR1", "signal.SIGHUP", "signal.SIGSTOP", "signal.SIGWINCH", "signal.SIGTSTP", "time.tzset"),
}
_WITHOUT = f"""
import importlib, pkgutil, sys
for name in ("psutil", "subprocess", "multiprocessing.popen_spawn_posix", *sys.argv[1:]):
    importlib.import_module(name)  # here they need what is taken away
sys.modules |= dict.fromkeys({sorted(_POSIX)!r})
for name in {sorted(_NOT_ON_WINDOWS)!r}:
    owner, _, attribute = name.partition(".")
    vars(importlib.import_module(owner)).pop(attribute, None)

def pair():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return socket.create_connection(server.getsockname()), server.accept()[0]

import socket
socket.socketpair = pair
"""
"""An interpreter that lacks what Windows lacks, and connects two processes as it is done there."""
_ALL = """
import dojo, importlib.util
for module in pkgutil.walk_packages(dojo.__path__, "dojo."):
    in_a_kernel_alone = module.name == "dojo.notebook.magics" and not importlib.util.find_spec("IPython")
    if not module.name.endswith("__main__") and not in_a_kernel_alone:
        importlib.import_module(module.name)
"""


def test_every_module_is_imported_without_what_is_of_posix():
    command = [sys.executable, "-c", _WITHOUT + _ALL, "torch", "matplotlib.pyplot"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def on_windows(far_away, tmp_path, monkeypatch):
    """Judges the two katas as far as possible as it is done on Windows, and gives pytest's exit code and what it says."""
    write(tmp_path / "site" / "sitecustomize.py", _WITHOUT.replace("*sys.argv[1:]", ""))
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path / 'site'}{os.pathsep}{ROOT}")

    def run(*options: str) -> tuple[int, str]:
        command = [sys.executable, "-m", "pytest", "--spawn", "-p", "no:cacheprovider", *options]
        done = subprocess.run(command, cwd=far_away, capture_output=True, encoding="utf-8", check=False)
        return done.returncode, done.stdout + done.stderr

    return run


def test_a_kata_is_judged_without_what_is_of_posix(on_windows):
    code, told = on_windows()
    assert code == 0, told


def test_a_hang_names_its_line_where_no_signal_asks_for_it(on_windows, far_away):
    write(far_away / "katas" / HALF / "half.py", "def half(x):\n    while True:\n        pass\n")
    _, told = on_windows("--kata=half", "--timeout=5", "-v")
    assert re.search(r"at +half\.py:[23]  ", told), told
