"""Workers of this machine: processes that stay loaded, and are replaced when one ends."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import BrokenExecutor, Future
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

from dojo.classes.box.layers import words
from dojo.classes.outcome import Seen, broke_the_judge
from dojo.classes.work.worker import READY, Settings
from dojo.engine.process.child.box import empty, folder_of_package

_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
TRIES = 2
"""How often a task is given to a worker: one that ends two of them is told, and no longer asked."""
SLOW = 60.0
"""Seconds after which it is said that a task still runs."""


@dataclass(frozen=True)
class Task:
    """One kata of one submission.

    Parameters
    ----------
    student, kata : str
        Whose, and which.
    files : dict
        What the submission has in the kata's folder, by name.
    notes : list of str
        How they were found.
    """

    student: str
    kata: str
    files: dict[str, bytes]
    notes: list[str] = field(default_factory=list)


SaySlow = Callable[[Task, float], None]


@dataclass(frozen=True)
class Reply:
    """The answer to a task: what was seen, and in which box."""

    seen: Seen
    sandbox: str


class _Process(subprocess.Popen[str]):
    """A worker's process, which has both of these."""

    stdin: IO[str]
    stdout: IO[str]


class Worker:
    """One process that judges, started when it is asked, and again when it has ended.

    Parameters
    ----------
    settings : Settings
        What it has to know.
    own_number : int, optional
        Which of those it is that judge on this machine: then it keeps to one core.
    say_slow : callable, optional
        Called with a task that runs long, and the seconds.
    """

    def __init__(self, settings: Settings, own_number: int | None = None, say_slow: SaySlow = lambda *_: None):
        self._settings, self._own_number, self._say_slow = settings, own_number, say_slow
        self._process: _Process | None = None
        self._folder: tempfile.TemporaryDirectory | None = None
        self._asked = 0
        self._stopped = self._is_late = False

    def judge(self, task: Task) -> Reply:
        """Judge, in a fresh process where one has ended meanwhile.

        Raises
        ------
        InterruptedError
            Where `stop` was called meanwhile.
        BrokenExecutor
            Where no process can be started.
        """
        for _ in range(TRIES):
            reply = self._ask(task)
            if reply is not None:
                return reply
            if self._stopped:
                raise InterruptedError("the grading was stopped")
        return Reply(self._nothing(task), words(self._settings.layer))

    def stop(self) -> None:
        """End what is being judged, from another thread: nothing is begun any more."""
        self._stopped = True
        self._kill()

    def close(self) -> None:
        """End the process and all that it started."""
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(OSError):
            process.stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(5)
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()
        folder, self._folder = self._folder, None
        if folder is not None:
            with contextlib.suppress(OSError):
                empty(folder.name)  # where the process was killed, it could not
            folder.cleanup()

    # ------------------------------------------------------------------ inside

    def _running(self) -> _Process | None:
        """Return the process, begun where there is none; None where the worker was stopped."""
        if not self._stopped and (self._process is None or self._process.poll() is not None):
            self.close()
            self._start()
        return None if self._stopped else self._process

    def _ask(self, task: Task) -> Reply | None:
        if (process := self._running()) is None:
            return None
        self._asked += 1
        files = {name: base64.b64encode(held).decode() for name, held in task.files.items()}
        question = json.dumps({"number": self._asked, "kata": task.kata, "files": files})
        self._is_late = False
        clocks = [threading.Timer(self._settings.wall, self._late), threading.Timer(SLOW, self._say_slow, [task, SLOW])]
        for clock in clocks:
            clock.daemon = True
            clock.start()
        try:
            process.stdin.write(question + "\n")
            process.stdin.flush()
            for line in process.stdout:
                reply = json.loads(line)
                if reply["number"] == self._asked:
                    return Reply(Seen.from_json(reply["seen"]), reply["sandbox"])
        except (OSError, ValueError, KeyError, TypeError):
            pass
        finally:
            for clock in clocks:
                clock.cancel()
        self._kill()
        self.close()
        return None

    def _nothing(self, task: Task) -> Seen:
        """Stand in place of what was seen: the submission ends the process that judges it, or the clock did."""
        if self._is_late:
            silence = f"said nothing for {self._settings.wall:g} seconds"
            return Seen({}, [], [f"the process that judges {task.student} {silence}: look at what was handed in"])
        twice = "It ended the process that judges it, twice."
        return Seen({"test_is_judged": "core"}, [broke_the_judge("test_is_judged", "core", twice)])

    def _late(self) -> None:
        self._is_late = True
        self._kill()

    def _kill(self) -> None:
        process = self._process
        if process is not None:
            with contextlib.suppress(OSError):
                os.killpg(process.pid, signal.SIGKILL)

    def _start(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="dojo-box-", ignore_cleanup_errors=True)
        box, temporary = Path(self._folder.name, "box"), Path(self._folder.name, "temporary")
        for folder in (box, temporary):
            folder.mkdir()
        os.chmod(self._folder.name, 0o711)  # to the box leads its user's way
        arguments = {"settings": asdict(self._settings), "place": str(box), "number": self._own_number}
        search = os.pathsep.join([str(folder_of_package().parent), *filter(None, [os.environ.get("PYTHONPATH")])])
        self._process = _Process(
            [sys.executable, "-m", "dojo.classes.work.worker", json.dumps(arguments)],
            cwd=self._settings.root,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            env={**os.environ, "TMPDIR": str(temporary), "PYTHONPATH": search, **_ONE_THREAD},
            start_new_session=True,
        )
        if self._process.stdout.readline() != READY and not self._stopped:
            self.close()
            raise BrokenExecutor("the process that judges can't be started")


class Workers:
    """Threads that each hold a `Worker`.

    Parameters
    ----------
    settings : Settings
        What they have to know.
    jobs : int
        How many.
    say_slow : callable, optional
        As a `Worker` calls it.
    """

    def __init__(self, settings: Settings, jobs: int, say_slow: SaySlow = lambda *_: None):
        self._workers = [Worker(settings, number, say_slow) for number in range(jobs)]
        self._threads: list[threading.Thread] = []

    def submit(self, tasks: Iterable[Task]) -> dict[Future[Reply], Task]:
        """Have tasks judged, each when its turn comes."""
        promised: dict[Future[Reply], Task] = {Future(): task for task in tasks}
        waiting = Waiting(promised)
        self._threads = [threading.Thread(target=self._serve, args=[w, waiting], daemon=True) for w in self._workers]
        for thread in self._threads:
            thread.start()
        return promised

    def close(self, stopped: bool) -> None:
        """End the workers.

        Parameters
        ----------
        stopped : bool
            At once, whatever is still to be judged.
        """
        if stopped:
            for worker in self._workers:
                worker.stop()
        for thread in self._threads:
            thread.join()

    def _serve(self, worker: Worker, waiting: Waiting) -> None:
        try:
            while (taken := waiting.take(worker)) is not None:
                future, task = taken
                try:
                    future.set_result(worker.judge(task))
                except BaseException as error:
                    future.set_exception(error)
        finally:
            worker.close()


class Waiting:
    """Tasks by kata: a worker that has the examples of one judges it for the whole class, if it can.

    To draw a kata's examples is as much work as to judge several submissions, and each worker does it by itself.

    Parameters
    ----------
    promised : dict
        The tasks, by what is promised of them.
    """

    def __init__(self, promised: dict[Future[Reply], Task]):
        self._left: dict[str, deque[tuple[Future[Reply], Task]]] = {}
        for future, task in promised.items():
            self._left.setdefault(task.kata, deque()).append((future, task))
        self._at: dict[object, str] = {}
        self._lock = threading.Lock()

    def take(self, worker) -> tuple[Future[Reply], Task] | None:
        """Take the next of the worker's own kata; else of one that nobody is at; else of the one with most left."""
        with self._lock:
            if self._at.get(worker) not in self._left:
                if not self._left:
                    return None
                elsewhere = {kata for other, kata in self._at.items() if other is not worker}
                self._at[worker] = max(self._left, key=lambda kata: (kata not in elsewhere, len(self._left[kata])))
            kata = self._at[worker]
            taken = self._left[kata].popleft()
            if not self._left[kata]:
                del self._left[kata]
            return taken
