"""Solutions in interpreters of their own, as on Windows and macOS, where nothing is forked."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from types import ModuleType

import psutil
import pytest

from dojo.engine.base.questions import Question
from dojo.engine.base.targets import TARGETS
from dojo.engine.process import spawning
from dojo.engine.process.channel import Channel
from dojo.engine.process.child.runner import Setup
from dojo.engine.process.client import Process
from dojo.engine.process.spawning import Processes
from tests.grading import write
from tests.judging import ROOT


@pytest.fixture
def ask(tmp_path):
    """Asks the function f of a solution in an interpreter of its own; the folder's name is as Windows' users have them."""
    processes, asked = Processes(spawn=True), []

    def of(text: str, seconds: float = 60):
        file = write(tmp_path / "Zoë Łukasz 王" / "kata.py", text)
        asked.append(processes.process(file, on_torch=False, seconds=seconds, memory=4))
        return asked[-1].answer(Question("f", (), {}, TARGETS["python"]), 1)

    yield of
    for process in asked:
        process.close()
    processes.close()


def test_the_program_that_judges_does_not_run_again_in_the_process_of_a_solution(ask, tmp_path, monkeypatch):
    main = ModuleType("__main__")
    main.__file__ = str(write(tmp_path / "main.py", f"open({str(tmp_path / 'ran')!r}, 'w')\n"))
    monkeypatch.setitem(sys.modules, "__main__", main)
    assert ask("def f():\n    return 7\n").value == 7
    assert not (tmp_path / "ran").exists()
    assert sys.modules["__main__"] is main


@pytest.mark.parametrize("spawn", [True, False])
def test_what_is_closed_leaves_no_process(spawn, tmp_path):
    before = set(psutil.Process().children(recursive=True))
    processes = Processes(spawn=spawn)
    process = processes.process(
        write(tmp_path / "kata.py", "def f():\n    return 7\n"), on_torch=False, seconds=60, memory=4
    )
    assert process.answer(Question("f", (), {}, TARGETS["python"]), 1).value == 7
    assert set(psutil.Process().children(recursive=True)) - before
    process.close()
    processes.close()
    left = set(psutil.Process().children(recursive=True)) - before
    assert not [child for child in left if "resource_tracker" not in " ".join(child.cmdline())]


def test_a_hang_names_its_line_whatever_its_folder_is_called(ask):
    ended = ask("def f():\n    while True:\n        pass\n", seconds=1)
    assert ended.state == "hung"
    assert ended.rows[0][1].startswith("kata.py:")


@pytest.mark.parametrize(
    ("code", "told"),
    [(0xC0000005, "segmentation fault"), (0xC00000FD, "segmentation fault"), (0xC0000374, "aborted"), (3, "ended the")],
)
def test_a_crash_on_windows_is_told_as_one(tmp_path, code, told):
    near, far = socket.socketpair()
    setup = Setup(tmp_path / "kata.py", tmp_path / "dump.txt", seconds=5)
    process = Process(setup, lambda: (near, 1, lambda is_ending: spawning._as_signal(code)))
    far.close()
    ended = process.answer(Question("f", (), {}, TARGETS["python"]), 1)
    assert ended.state == "crashed"
    assert told in ended.title


HANGS = """
import sys
from pathlib import Path
from dojo.engine.base.files import KataFiles
from dojo.engine.base.importing import load_trusted
from dojo.engine.base.mine import imported, parts_of
from dojo.engine.base.questions import Question
from dojo.engine.base.targets import TARGETS
from dojo.engine.process.spawning import Processes
process = Processes(spawn=True).process(Path(sys.argv[1]), on_torch=False, seconds=600, memory=0)
process.answer(Question("f", (), {}, TARGETS["python"]), 1)
"""


def test_a_solution_ends_with_the_process_that_asks(tmp_path):
    told = tmp_path / "pid.txt"
    says = f"open({str(told)!r}, 'w').write(str(os.getpid()))"
    file = write(tmp_path / "kata.py", f"import os\n\n\ndef f():\n    {says}\n    while True:\n        pass\n")
    asks = subprocess.Popen([sys.executable, "-c", HANGS, str(file)], cwd=ROOT)
    while not told.exists() or not told.read_text():
        assert asks.poll() is None
        time.sleep(0.05)
    pid = int(told.read_text())
    asks.kill()
    asks.wait()
    psutil.wait_procs([psutil.Process(pid)] if psutil.pid_exists(pid) else [], timeout=60)
    assert not psutil.pid_exists(pid)


def test_messages_between_a_pair_as_windows_has_it_wait_for_nothing():
    with socket.create_server(("127.0.0.1", 0)) as server:
        near, (far, _) = socket.create_connection(server.getsockname()), server.accept()
    channel, _ = Channel(near), Channel(far)
    assert all(end.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) for end in (near, far))
    channel.close()
    far.close()
