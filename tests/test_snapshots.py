"""The text that a learner sees, word for word.

After a change that is meant: ``UPDATE_SNAPSHOTS=1 pytest tests/test_snapshots.py``, and read the difference.
"""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dojo.cli.command import app
from dojo.course import paths
from dojo.course.course import Course
from dojo.course.paths import Day, LearningPath, Paths
from dojo.course.progress import Progress
from dojo.course.record import record_of
from dojo.engine.base.files import KataFiles
from dojo.engine.base.stages import STAGES
from dojo.run.choosing import CHOICE
from tests.judging import ROOT, judge_stub

COURSE = Course(ROOT)
SNAPSHOTS = Path(__file__).parent / "snapshots"
TRACK = "03_probability"
KATAS = ("01_softmax", "02_log_softmax", "03_cross_entropy")
"""A course of three, the first and the last on the fast track."""
HEAD = "from array_api_compat import array_namespace\n\n\ndef softmax(logits, axis=-1):\n    xp = array_namespace(logits)\n"
RIGHT = (
    HEAD + "    e = xp.exp(logits - xp.max(logits, axis=axis, keepdims=True))\n"
    "    return e / xp.sum(e, axis=axis, keepdims=True)\n"
)
NUMPY, BOTH, ALL = ["--target=numpy"], ["--target=numpy", "--target=torch-cpu"], []

CASES = {
    "untouched": (None, BOTH),
    "green_at_core": (RIGHT, ["--stage=core"]),
    "complete": (RIGHT, ALL),
    "end_of_the_fast_track": (RIGHT, ALL),
    "end_of_the_path": (RIGHT, ALL),
    "end_of_the_course": (RIGHT, ALL),
    "overflow": (HEAD + "    e = xp.exp(logits)\n    return e / xp.sum(e, axis=axis, keepdims=True)\n", BOTH),
    "wrong_axis": (
        HEAD + "    e = xp.exp(logits - xp.max(logits, axis=-1, keepdims=True))\n"
        "    return e / xp.sum(e, axis=-1, keepdims=True)\n",
        BOTH,
    ),
    "wrong_shape": (
        HEAD + "    e = xp.exp(logits - xp.max(logits, axis=axis, keepdims=True))\n"
        "    return xp.sum(e / xp.sum(e, axis=axis, keepdims=True), axis=axis)\n",
        NUMPY,
    ),
    "wrong_dtype": (
        HEAD + "    e = xp.exp(xp.astype(logits - xp.max(logits, axis=axis, keepdims=True), xp.float64))\n"
        "    return e / xp.sum(e, axis=axis, keepdims=True)\n",
        BOTH,
    ),
    "exception": (HEAD + "    e = xp.exp(logits)\n    return e / total\n", BOTH),
    "numpy_on_torch": (
        "import numpy as np\n\n\ndef softmax(logits, axis=-1):\n"
        "    e = np.exp(logits - np.max(logits, axis=axis, keepdims=True))\n"
        "    return e / np.sum(e, axis=axis, keepdims=True)\n",
        BOTH,
    ),
    "timeout": ("def softmax(logits, axis=-1):\n    while True: pass\n", [*NUMPY, "--timeout=1"]),
    "shortcut": (
        "import torch\n\n\ndef softmax(logits, axis=-1):\n    return torch.softmax(logits, dim=axis)\n",
        ["--target=torch-cpu", "--all-stages"],
    ),
    "changed_input": (
        HEAD + "    logits -= xp.max(logits, axis=axis, keepdims=True)\n    e = xp.exp(logits)\n"
        "    return e / xp.sum(e, axis=axis, keepdims=True)\n",
        NUMPY,
    ),
}


DONE = {"end_of_the_fast_track": KATAS[2:], "end_of_the_path": KATAS[1:2], "end_of_the_course": KATAS[1:]}
"""The katas that were complete before."""


class _AsALearner:
    """The examples of a grade, which repeat, and the stages of a learner, which wait for each other."""

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self, config):
        config.stash[CHOICE].options.all_stages = config.option.all_stages


@pytest.fixture
def three(tmp_path) -> Path:
    """The root of a course of three katas."""
    for name in ("conftest.py", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    for kata in KATAS:
        for tree in ("katas", "reference"):
            shutil.copytree(ROOT / tree / TRACK / kata, tmp_path / tree / TRACK / kata)
    _write_paths(tmp_path, ("softmax", "log_softmax"), ("cross_entropy",))
    return tmp_path.resolve()


def _write_paths(root: Path, *days: tuple[str, ...]) -> None:
    """A path from day 4 on, and the fast track, which ends as in the course."""
    path = LearningPath("foundations", (*[Day(())] * 3, *map(Day, days)), is_in_days=True)
    fast_track = replace(COURSE.paths["fast_track"], days=(Day(("softmax", "cross_entropy")),))
    told = Paths({"foundations": path, "fast_track": fast_track}, "foundations", {})
    (root / paths.FILE).write_text(told.text(), encoding="utf-8")


def _complete(root: Path, katas) -> None:
    """Say in the record that some katas are complete."""
    course = Course(root)
    progress = Progress(course, root / "katas", record_of(root, root / "katas"))
    for place in course.places:
        if place.folder in katas:
            stages = {stage: {"tests": 1, "passed": ["test"], "failed": []} for stage in STAGES}
            progress.entry(place)["stages"] = stages
            progress.save([place])


def _judged(root: Path, where: KataFiles, options) -> str:
    options = [*options, "--hypothesis-profile=grade", "--color=no", "--verbose"]
    return judge_stub(where, *options, plugins=[_AsALearner()]).output


def _written(output: str, root: Path) -> str:
    output = re.sub(r"^dojo [\w.]+", "dojo N", output.replace(str(root), "ROOT"), flags=re.M)
    output = re.sub(r"^  not run  torch-cuda.*\n", "", output, flags=re.M)  # where there is no GPU
    return "\n".join(line.rstrip() for line in output.split("\n")).strip() + "\n"


def _agrees(case: str, seen: str) -> None:
    file = SNAPSHOTS / f"{case}.txt"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(seen, encoding="utf-8")
    assert seen == file.read_text(encoding="utf-8")
    assert max(len(line) for line in seen.split("\n")) <= 80
    for inside in ("Traceback", "site-packages", "dojo/", "hypothesis"):
        assert inside not in seen


@pytest.mark.parametrize("case", CASES)
def test_the_text_is_as_it_was_read(case, three, monkeypatch):
    text, options = CASES[case]
    place = KataFiles(three, TRACK, KATAS[0])
    monkeypatch.chdir(three)
    if text is not None:
        place.solution(three / "katas").write_text(text, encoding="utf-8")
    if case == "end_of_the_path":
        _write_paths(three, ("softmax", "log_softmax"))
    _complete(three, DONE.get(case, ()))
    seen = _written(_judged(three, place, options), three)
    _agrees(case, seen)
    assert seen.count("\n") <= 23, "a terminal of 24 lines, with a prompt"


class _Whole(KataFiles):
    """Every kata of a course, in place of one."""

    @property
    def judge(self) -> Path:
        return self.root / "katas"


def test_the_first_run_of_a_fresh_clone(three, monkeypatch):
    monkeypatch.chdir(three)
    _agrees("first_run", _written(_judged(three, _Whole(three, TRACK, KATAS[0]), ALL), three))


def test_the_list_and_the_hints(three, monkeypatch):
    monkeypatch.chdir(three)
    _complete(three, KATAS[1:2])
    run = CliRunner()
    _agrees("list", _written(run.invoke(app, ["list"]).output, three))
    _agrees("list_of_what_is_not_started", _written(run.invoke(app, ["list", "not started"]).output, three))
    for strength in (1, 2, 3):
        _agrees(f"hint_{strength}", _written(run.invoke(app, ["hint"]).output, three))
