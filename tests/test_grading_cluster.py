"""Judging on a cluster: a real one on this machine, of three worker processes, one of which is killed."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict

import pytest

from dojo.grading.cluster import Elsewhere, executor_at
from dojo.grading.judging import Limits
from dojo.grading.pool import Settings, Task
from dojo.grading.verdicts import conclude
from tests.grading import DOUBLE, RIGHT_DOUBLE, Graded, hand_in, small_course
from tests.test_hostile import body

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the box is of Linux")


@pytest.fixture
def course(tmp_path):
    return small_course(tmp_path / "course")


def test_any_executor_of_processes_will_do(course):
    settings = Settings(str(course), "none", asdict(Limits(timeout=1)))
    executor = Elsewhere(ProcessPoolExecutor(1), settings)
    try:
        tasks = [Task(f"student-{i}", DOUBLE, {"double.py": text.encode()}) for i, text in enumerate([RIGHT_DOUBLE])]
        replies = [executor.submit(task).result() for task in tasks]
    finally:
        executor.shutdown()
    assert [conclude(t.student, t.kata, r.seen, r.sandbox, []).state for t, r in zip(tasks, replies, strict=True)] == [
        "passed"
    ]


def test_an_executor_that_loses_a_task_is_asked_again(course):
    class Losing:
        def __init__(self):
            self.asked = 0

        def submit(self, function, *args):
            from concurrent.futures import Future

            self.asked += 1
            future = Future()
            if self.asked < 3:
                future.set_exception(ConnectionError("a machine is gone"))
            else:
                future.set_result(["a reply"])
            return future

    losing = Losing()
    assert Elsewhere(losing, Settings("", "none", {})).submit(Task("student-01", DOUBLE, {})).result() == "a reply"
    assert losing.asked == 3


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
