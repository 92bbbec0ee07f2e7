"""Workers of this machine: an executor whose processes stay loaded, and are replaced when one ends."""

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
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass, field
from pathlib import Path

from dojo.child.box import empty
from dojo.grading.layers import words
from dojo.grading.verdicts import BROKE_THE_JUDGE, Seen, Test
from dojo.grading.worker import READY

TRIES = 2
"""How often a task is given to a worker: one that ends two of them is told, and no longer asked."""


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


@dataclass(frozen=True)
class Settings:
    """What a worker has to know.

    Parameters
    ----------
    root : str
        The course.
    layer : str
        Of the sandbox.
    limits : dict
        The fields of `dojo.grading.judging.Limits`.
    template : str
        What the scratch folder of a box holds at first.
    hidden : tuple of str
        Folders that no solution is to read: of the submissions, and of the results.
    wall : float
        Seconds until a worker that says nothing is ended: far more than its limits allow.
    """

    root: str
    layer: str
    limits: dict
    template: str = ""
    hidden: tuple[str, ...] = ()
    wall: float = 3600.0


@dataclass(frozen=True)
class Reply:
    """What came of a task: what was seen, in which box, and the CPU time of the judge's side."""

    seen: Seen
    sandbox: str
    cpu: float = 0.0


class Worker:
    """One process that judges, started when it is asked, and again when it has ended.

    Parameters
    ----------
    settings : Settings
        What it has to know.
    """

    def __init__(self, settings: Settings):
        self._settings = settings
        self._process: subprocess.Popen | None = None
        self._folder: tempfile.TemporaryDirectory | None = None
        self._number = 0
        self._stopped = False

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
        return Reply(_ended(task), words(self._settings.layer))

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

    def _ask(self, task: Task) -> Reply | None:
        if self._stopped:
            return None
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._start()
        self._number += 1
        files = {name: base64.b64encode(held).decode() for name, held in task.files.items()}
        asked = json.dumps({"number": self._number, "kata": task.kata, "files": files})
        clock = threading.Timer(self._settings.wall, self._kill)
        clock.daemon = True
        clock.start()
        try:
            self._process.stdin.write(asked + "\n")
            self._process.stdin.flush()
            for line in self._process.stdout:
                told = json.loads(line)
                if told["number"] == self._number:
                    return Reply(Seen.from_json(told["seen"]), told["sandbox"], told["cpu"])
        except (OSError, ValueError, KeyError, TypeError):
            pass
        finally:
            clock.cancel()
        self._kill()
        self.close()
        return None

    def _kill(self) -> None:
        process = self._process
        if process is not None:
            with contextlib.suppress(OSError):
                os.killpg(process.pid, signal.SIGKILL)

    def _start(self) -> None:
        told = {"root": self._settings.root, "layer": self._settings.layer}
        told |= {"limits": self._settings.limits, "template": self._settings.template}
        self._folder = tempfile.TemporaryDirectory(prefix="dojo-box-", ignore_cleanup_errors=True)
        told |= {"hidden": list(self._settings.hidden), "place": self._folder.name}
        folder = Path(__file__).resolve().parents[2]
        search = os.pathsep.join([str(folder), *filter(None, [os.environ.get("PYTHONPATH")])])
        self._process = subprocess.Popen(
            [sys.executable, "-m", "dojo.grading.worker", json.dumps(told)],
            cwd=self._settings.root,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            env={**os.environ, "PYTHONPATH": search, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
            start_new_session=True,
        )
        if self._process.stdout.readline() != READY and not self._stopped:
            self.close()
            raise BrokenExecutor("the process that judges can't be started")


def _ended(task: Task) -> Seen:
    """In place of what was seen: the submission ends the process that judges it."""
    text = f"{BROKE_THE_JUDGE}\n\n  It ended the process that judges it, twice."
    return Seen({"test_is_judged": "core"}, [Test("test_is_judged", "core", "", "crashed", text)])


class Workers(Executor):
    """Threads that each hold a `Worker`.

    Parameters
    ----------
    settings : Settings
        What they have to know.
    jobs : int
        How many.
    """

    def __init__(self, settings: Settings, jobs: int):
        self._tasks = Tasks()
        self._workers = [Worker(settings) for _ in range(jobs)]
        self._stopped = False
        self._threads = [threading.Thread(target=self._serve, args=[w], daemon=True) for w in self._workers]
        for thread in self._threads:
            thread.start()

    def submit(self, task: Task) -> Future:
        """Have a task judged, when its turn comes."""
        future: Future = Future()
        self._tasks.put(future, task)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._stopped = self._stopped or cancel_futures
        self._tasks.end()
        if cancel_futures:
            for worker in self._workers:
                worker.stop()
        if wait:
            for thread in self._threads:
                thread.join()

    def _serve(self, worker: Worker) -> None:
        try:
            while (taken := self._tasks.take(worker)) is not None:
                future, task = taken
                if self._stopped or not future.set_running_or_notify_cancel():
                    future.cancel()
                    continue
                try:
                    future.set_result(worker.judge(task))
                except BaseException as error:
                    future.set_exception(error)
        finally:
            worker.close()


class Tasks:
    """What waits for a worker, by kata: one that has its examples judges it for the whole class, if it can.

    To draw a kata's examples is as much work as to judge several submissions, and each worker does it by itself.
    """

    def __init__(self):
        self._waiting: dict[str, deque[tuple[Future, Task]]] = {}
        self._at: dict[object, str] = {}
        self._changed = threading.Condition()
        self._ended = False

    def put(self, future: Future, task: Task) -> None:
        with self._changed:
            self._waiting.setdefault(task.kata, deque()).append((future, task))
            self._changed.notify()

    def end(self) -> None:
        """Nothing is put any more: who takes gets None once nothing is left."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def take(self, worker) -> tuple[Future, Task] | None:
        """The next of the worker's own kata; else of one that nobody is at; else of the one with most left."""
        with self._changed:
            while not self._waiting:
                if self._ended:
                    return None
                self._changed.wait()
            if self._at.get(worker) not in self._waiting:
                elsewhere = {kata for other, kata in self._at.items() if other is not worker}
                waiting = self._waiting
                self._at[worker] = max(waiting, key=lambda kata: (kata not in elsewhere, len(waiting[kata])))
            kata = self._at[worker]
            taken = self._waiting[kata].popleft()
            if not self._waiting[kata]:
                del self._waiting[kata]
            return taken
