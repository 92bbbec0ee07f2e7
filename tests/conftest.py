"""A course of two small katas, for the tests of the dojo's own behaviour."""

from __future__ import annotations

import hashlib
import os
import re
import textwrap
from pathlib import Path

import matplotlib.pyplot  # noqa: F401
import pandas  # noqa: F401
import pytest
import sklearn.datasets  # noqa: F401
import torch  # noqa: F401

from dojo.course.course import Course
from dojo.course.progress import Progress
from dojo.course.record import record_of
from dojo.process import cores
from dojo.run.choosing import CHOICE
from tests.imports import of_proofs
from tests.judging import KATAS, ROOT

# The libraries come first: pytester takes out again what a test has loaded, and none of them bears a second load.

pytest_plugins = ["pytester"]

JUDGE = '''
"""{title}"""
import numpy as np
import pytest
from hypothesis import given
from dojo.strategies import arrays

pytestmark = pytest.mark.kata(day={day}, fast_track={fast}, from_scratch=["square"], instead="Use arithmetic.")

def test_worked_figure(kata):
    kata.check_figure("{name}", np.array([1.0, 2.0]), gives={gives})

@given(arrays())
def test_agrees_with_numpy_and_torch(kata, x):
    kata.check("{name}", x)

def test_is_written_from_scratch(kata):
    kata.check_from_scratch("{name}", np.array([1.0]))
'''
STUB = '''
def {name}(x):
    """{title}"""
    raise NotImplementedError
'''
RIGHT = "def {name}(x):\n    return {expression}\n"
MISTAKES = """
from dojo import mistake

@mistake("{name}", "The sign is lost: {name} keeps it.")
def loses_the_sign(x):
    return abs({expression})
"""


class CourseUnderTest:
    """Two katas in a folder of their own, and pytest run there as a user would."""

    def __init__(self, pytester):
        self.pytester, self.root = pytester, pytester.path
        self.places = {}
        self._add("01_numbers", "01_double", 1, True, "x * 2", [2.0, 4.0])
        self._add("02_parts", "01_half", 3, False, "x / 2", [0.5, 1.0])
        self.write("conftest.py", 'pytest_plugins = ["dojo.run.plugin"]\n')
        self.write("pyproject.toml", (ROOT / "pyproject.toml").read_text(encoding="utf-8"))

    def _add(self, track, folder, day, fast, expression, gives):
        name = folder[3:]
        told = {"name": name, "title": f"The {name} of x.", "day": day, "fast": fast}
        told |= {"expression": expression, "gives": gives}
        self.places[name] = f"{track}/{folder}"
        for path, text in {
            f"katas/{track}/{folder}/test_{name}.py": JUDGE,
            f"katas/{track}/{folder}/{name}.py": STUB,
            f"reference/{track}/{folder}/{name}.py": RIGHT,
            f"reference/{track}/{folder}/with_numpy.py": RIGHT,
            f"reference/{track}/{folder}/with_torch.py": RIGHT,
            f"reference/{track}/{folder}/mistakes.py": MISTAKES,
        }.items():
            self.write(path, text.format(**told))

    def write(self, path: str, text: str) -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")
        return file

    def solve(self, name: str, text: str, where: str = "katas") -> Path:
        """Write a solution of one of the two katas."""
        return self.write(f"{where}/{self.places[name]}/{name}.py", text)

    def progress(self, where: str = "katas") -> Progress:
        """The position as the next run will find it."""
        directory = self.root / where
        return Progress(Course(self.root), directory, record_of(self.root, directory))

    def green(self, where: str = "katas") -> set[str]:
        """The names of the katas that are green."""
        progress = self.progress(where)
        return {place.name for place in progress.course.places if progress.is_green(place)}

    def run(self, *arguments: str):
        """Run pytest in a process of its own."""
        return self.pytester.runpytest_subprocess(*arguments)


@pytest.fixture
def course(pytester, monkeypatch) -> CourseUnderTest:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("COLUMNS", "80")
    for name in [n for n in os.environ if n.startswith("PYTEST_XDIST")]:
        monkeypatch.delenv(name)  # a run of its own, whoever runs this test
    return CourseUnderTest(pytester)


def pytest_addoption(parser):
    group = parser.getgroup("proofs")
    group.addoption(
        "--all-proofs", action="store_true", help="all seeds and all mutants, going on where the last such run stopped"
    )


def pytest_ignore_collect(collection_path, config):
    """Where some katas are named, only their proofs run."""
    choice = config.stash[CHOICE]
    is_narrow = choice.asked_for(choice.course.places) != choice.course.places
    return (is_narrow and collection_path.suffix == ".py" and collection_path.name != "test_katas.py") or None


def pytest_collection_modifyitems(items):
    """The proofs of a kata follow each other: they share what was loaded, drawn and answered."""
    order = {place: number for number, place in enumerate(KATAS)}
    items.sort(key=lambda item: order.get(getattr(item, "callspec", None) and item.callspec.params.get("place"), -1))


def pytest_configure(config):
    if worker := os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw"):
        cores.keep_to_one(int(worker))
    if config.getoption("--all-proofs") and getattr(config, "cache", None) is not None:
        config.pluginmanager.register(Done(config), "proofs-done")


class Done:
    """Remembers which proofs have passed, as long as no file changes that they depend on."""

    def __init__(self, config):
        self.file = Path(config.cache.mkdir("proofs")) / "passed.txt"
        self.passed = set(self.file.read_text(encoding="utf-8").split("\n")) if self.file.is_file() else set()
        self.common = _digest(of_proofs())

    def key(self, nodeid: str) -> str:
        found = re.search(r"\[(\d\d_\w+/\d\d_\w+?)[-\]]", nodeid)
        own = [ROOT / part / found[1] for part in ("katas", "reference")] if found else []
        return f"{self.common}-{_digest(file for folder in own for file in folder.rglob('*.*'))}-{nodeid}"

    def pytest_collection_modifyitems(self, config, items):
        done = [item for item in items if self.key(item.nodeid) in self.passed]
        if done:
            items[:] = [item for item in items if item not in done]
            config.hook.pytest_deselected(items=done)

    def pytest_runtest_logreport(self, report):
        if report.when == "call" and report.passed:
            with self.file.open("a", encoding="utf-8") as out:
                out.write(f"{self.key(report.nodeid)}\n")


def _digest(files) -> str:
    found = hashlib.sha256()
    for file in sorted(files):
        if "__pycache__" not in file.parts:
            found.update(file.read_bytes())
    return found.hexdigest()[:16]
