"""Judging on a cluster: any executor takes `judge_apart`, which starts a process of its own for each submission's kata.

A submission that ends its process, or worse, poisons no worker of the cluster. Nothing is shared but the course, which
must lie on each machine: the files of a submission go with the task, and what was seen comes back.
"""

from __future__ import annotations

import contextlib
from concurrent.futures import Executor, Future
from dataclasses import replace

from dojo.grading.pool import Reply, Settings, Task, Worker

_TRIES = 5
"""How often a task goes to the cluster, where machines are lost."""


def judge_apart(settings: Settings, tasks: list[Task]) -> list[Reply]:
    """Judge the katas of one submission in a process that nobody else uses."""
    worker = Worker(settings)
    try:
        return [worker.judge(task) for task in tasks]
    finally:
        worker.close()


def course_here() -> str:
    """The course on the machine that asks."""
    from dojo.child.box import folder_of_package

    return str(folder_of_package().parent)


class Elsewhere(Executor):
    """Hands each task to another executor.

    Parameters
    ----------
    executor : concurrent.futures.Executor
        Of processes or machines that can import this package.
    settings : Settings
        What the judges have to know.
    """

    def __init__(self, executor: Executor, settings: Settings, close=None):
        self._executor, self._settings, self._close = executor, settings, close

    def submit(self, task: Task) -> Future:
        """Have a task judged somewhere."""
        promised: Future = Future()
        self._send(task, promised, _TRIES)
        return promised

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        with contextlib.suppress(TypeError):
            self._executor.shutdown(wait=wait)
        if self._close is not None:
            self._close()

    def _send(self, task: Task, promised: Future, tries: int) -> None:
        def done(future) -> None:
            try:
                promised.set_result(future.result()[0])
            except BaseException as error:
                if tries > 1 and not isinstance(error, KeyboardInterrupt):
                    self._send(task, promised, tries - 1)
                else:
                    promised.set_exception(error)

        self._executor.submit(judge_apart, self._settings, [task]).add_done_callback(done)


def executor_at(address: str, settings: Settings) -> Elsewhere:
    """The executor of a Dask cluster that runs already.

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
    workers = len(client.scheduler_info(n_workers=-1)["workers"]) if client.status == "running" else 0
    if not workers:
        client.close()
        raise ValueError(f"--scheduler {address}: it has no workers")
    return Elsewhere(client.get_executor(pure=False, retries=_TRIES), replace(settings, template=""), client.close)
