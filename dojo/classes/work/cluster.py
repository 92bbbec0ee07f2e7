"""Judging on a cluster: any executor takes `judge_apart`, which starts a process of its own for a few tasks of a kata.

A submission that ends its process, or worse, poisons no worker of the cluster. Nothing is shared but the course, which
must lie on each machine: the files of a submission go with the task, and what was seen comes back.
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import replace
from operator import attrgetter

from dojo.classes.work.pool import Reply, Task, Worker
from dojo.classes.work.worker import Settings

_TRIES = 5
"""How often a task goes to the cluster, where machines are lost."""
_AT_ONCE = 16
"""Submissions at most that one process judges: it draws the examples of their kata once for all of them,"""
_ROUNDS = 4
"""but so few that each worker of the cluster has work for so many rounds: they end at about the same time."""


def judge_apart(settings: Settings, tasks: list[Task]) -> list[Reply]:
    """Judge one kata of some submissions in a process that nobody else uses."""
    worker = Worker(settings)
    try:
        return [worker.judge(task) for task in tasks]
    finally:
        worker.close()


class Elsewhere:
    """Hands tasks to another executor.

    Parameters
    ----------
    executor : concurrent.futures.Executor
        Of processes or machines that can import this package.
    settings : Settings
        What the judges have to know.
    workers : int
        How many tasks it runs at a time.
    close : callable, optional
        Called at the end.
    """

    def __init__(self, executor: Executor, settings: Settings, workers: int, close=None):
        self._executor, self._settings, self._workers, self._close = executor, settings, workers, close

    def submit(self, tasks: Iterable[Task]) -> dict[Future[Reply], Task]:
        """Have tasks judged somewhere."""
        promised: dict[Future[Reply], Task] = {}
        for batch in _batches(list(tasks), self._workers):
            futures: list[Future[Reply]] = [Future() for _ in batch]
            self._send(batch, futures, _TRIES)
            promised |= zip(futures, batch, strict=True)
        return promised

    def close(self, stopped: bool) -> None:
        """Let go of the executor: ``stopped`` or not, what runs there is its own to end."""
        with contextlib.suppress(TypeError):
            self._executor.shutdown(wait=True)
        if self._close is not None:
            self._close()

    def _send(self, batch: list[Task], promised: list[Future[Reply]], tries: int) -> None:
        def done(future) -> None:
            try:
                for promise, reply in zip(promised, future.result(), strict=True):
                    promise.set_result(reply)
            except BaseException as error:
                if tries > 1 and not isinstance(error, KeyboardInterrupt):
                    self._send(batch, promised, tries - 1)
                    return
                for promise in promised:
                    promise.set_exception(error)

        self._executor.submit(judge_apart, self._settings, batch).add_done_callback(done)


def _batches(tasks: list[Task], workers: int) -> Iterator[list[Task]]:
    """Yield parts of some tasks, each of one kata."""
    size = min(max(len(tasks) // (_ROUNDS * workers), 1), _AT_ONCE)
    for _, of_kata in itertools.groupby(sorted(tasks, key=attrgetter("kata")), key=attrgetter("kata")):
        left = list(of_kata)
        yield from (left[first : first + size] for first in range(0, len(left), size))


def executor_at(address: str, settings: Settings) -> Elsewhere:
    """Connect to the executor of a Dask cluster that runs already.

    Parameters
    ----------
    address : str
        Of its scheduler, such as ``tcp://node-1:8786``.
    settings : Settings
        What the judges have to know.

    Raises
    ------
    ValueError
        Where Dask is not installed, or nobody answers.
    """
    try:
        from distributed import Client
    except ImportError:
        raise ValueError("--scheduler needs Dask: pip install 'genai-katas[cluster]'") from None
    try:
        client = Client(address, timeout=20)
    except (OSError, ValueError, TimeoutError) as error:
        raise ValueError(f"--scheduler {address}: no scheduler answers ({type(error).__name__})") from None
    workers = sum(client.nthreads().values()) if client.status == "running" else 0
    if not workers:
        client.close()
        raise ValueError(f"--scheduler {address}: it has no workers")
    executor = client.get_executor(pure=False, retries=_TRIES)
    return Elsewhere(executor, replace(settings, template=""), workers, client.close)
