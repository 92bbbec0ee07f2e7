"""Judging on a cluster: a real one on this machine, of three worker processes, one of which is killed."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import asdict

import pytest

from dojo.classes.outcome import conclude
from dojo.classes.work.cluster import Elsewhere, executor_at, judge_apart
from dojo.classes.work.pool import Settings, Task
from dojo.classes.work.submission import Limits
from tests.grading import DOUBLE, RIGHT_DOUBLE, Graded, hand_in, small_course, table_of_answers
from tests.test_hostile import body

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the box is of Linux")


@pytest.fixture
def course(tmp_path):
    return small_course(tmp_path / "course")


def test_any_executor_of_processes_will_do(course):
    settings = Settings(str(course), "none", asdict(Limits(timeout=1)))
    workers = Elsewhere(ProcessPoolExecutor(1), settings, 1)
    files = {"double.py": RIGHT_DOUBLE.encode()}
    try:
        promised = workers.submit([Task("student-01", DOUBLE, files), Task("student-02", DOUBLE, {"double.py": b"x"})])
        seen = {task.student: (task, future.result()) for future, task in promised.items()}
    finally:
        workers.close(stopped=False)
    states = {who: conclude(who, task.kata, r.seen, r.sandbox, []).state for who, (task, r) in seen.items()}
    assert states == {"student-01": "passed", "student-02": "wrong"}


def test_the_cluster_asks_the_examples_of_the_class(course, tmp_path):
    files = {"double.py": table_of_answers(course, tmp_path, seed=1).encode()}
    told = [Settings(str(course), "none", asdict(Limits()), seed) for seed in (1, 2)]
    seen = [judge_apart(settings, [Task("student-01", DOUBLE, files)])[0].seen for settings in told]
    assert [one.has_passed for one in seen] == [True, False]


class Told:
    """An executor that notes what it is given, and loses the first of it."""

    def __init__(self, loses: int):
        self.given, self._loses = [], loses

    def submit(self, function, settings, tasks):
        self.given.append(tasks)
        future = Future()
        if len(self.given) <= self._loses:
            future.set_exception(ConnectionError("a machine is gone"))
        else:
            future.set_result([f"of {task.student}" for task in tasks])
        return future


def test_an_executor_that_loses_tasks_is_asked_again():
    told = Told(loses=2)
    tasks = [Task("student-01", DOUBLE, {}), Task("student-02", DOUBLE, {})]
    promised = Elsewhere(told, Settings("", "none", {}), 1).submit(tasks)
    assert {task.student: future.result() for future, task in promised.items()} == {
        "student-01": "of student-01",
        "student-02": "of student-02",
    }
    told = Told(loses=99)
    promised = Elsewhere(told, Settings("", "none", {}), 1).submit(tasks)
    assert all(isinstance(future.exception(), ConnectionError) for future in promised)


@pytest.mark.parametrize(("workers", "largest"), [(1, 16), (5, 10), (50, 1), (1000, 1)])
def test_a_process_of_the_cluster_judges_one_kata_of_some_submissions(workers, largest):
    """Few enough that every worker has some, and each task once."""
    told, katas = Told(loses=0), ["1", "2"]
    tasks = [Task(f"student-{number}", kata, {}) for number in range(100) for kata in katas]
    Elsewhere(told, Settings("", "none", {}), workers).submit(tasks)
    assert all(len({task.kata for task in batch}) == 1 for batch in told.given)
    assert max(map(len, told.given)) == largest
    given = sorted((task.kata, task.student) for batch in told.given for task in batch)
    assert given == sorted((task.kata, task.student) for task in tasks)


def test_a_scheduler_that_is_not_there_is_told():
    pytest.importorskip("distributed")
    with pytest.raises(ValueError, match="no scheduler answers"):
        executor_at("tcp://127.0.0.1:9", Settings("", "none", {}))


def test_a_class_is_graded_on_a_cluster_of_which_a_worker_is_killed(course, tmp_path, monkeypatch):
    distributed = pytest.importorskip("distributed")
    monkeypatch.setenv("PYTHONWARNINGS", "ignore")
    for number in range(3):
        hand_in(tmp_path / "in", f"student-{number}", RIGHT_DOUBLE, None)
    hand_in(tmp_path / "in", "student-9", body("os.kill(os.getppid(), signal.SIGKILL)", "os._exit(0)"), None)
    with distributed.LocalCluster(
        n_workers=3, threads_per_worker=1, processes=True, dashboard_address=None, scheduler_port=0
    ) as cluster:
        victim = next(iter(cluster.workers.values())).process.pid
        results = tmp_path / "out" / "results"

        def kill():
            while not list(results.rglob("student-0/*double.json")) and not list(
                results.rglob("student-1/*double.json")
            ):
                time.sleep(0.02)
            os.kill(victim, signal.SIGKILL)

        threading.Thread(target=kill, daemon=True).start()
        graded = Graded(course, tmp_path / "in", tmp_path / "out", scheduler=cluster.scheduler_address)
    assert graded.code == 0, graded.said
    assert [graded.verdict(f"student-{number}").state for number in range(3)] == ["passed"] * 3
    assert graded.verdict("student-9").state in ("crashed", "wrong")
