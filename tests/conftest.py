"""A course of two small katas, for the tests of the dojo's own behaviour."""

from __future__ import annotations

import os
import textwrap
import zlib
from pathlib import Path

import matplotlib.pyplot  # noqa: F401
import pandas  # noqa: F401
import pytest
import sklearn.datasets  # noqa: F401
import torch  # noqa: F401

from dojo.course.course import Course
from dojo.course.progress import Progress
from dojo.course.record import record_of
from dojo.run.choosing import CHOICE
from tests.forked import forked_pytest
from tests.judging import ROOT

# The libraries come first: pytester takes out again what a test has loaded, and none of them bears a second load.

pytest_plugins = ["pytester", "dojo.authors.proof_run"]

JUDGE = '''
"""{title}"""
import numpy as np
import pytest
from hypothesis import given
from dojo.strategies import arrays

pytestmark = pytest.mark.kata(from_scratch=["square"], instead="Use arithmetic.")

def test_worked_example(kata):
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
        self.places, self._days, self._fast = {}, {}, []
        self._add("01_numbers", "01_double", 1, True, "x * 2", [2.0, 4.0])
        self._add("02_parts", "01_half", 3, False, "x / 2", [0.5, 1.0])
        self.write("conftest.py", 'pytest_plugins = ["dojo.run.plugin"]\n')
        self.write("pyproject.toml", (ROOT / "pyproject.toml").read_text(encoding="utf-8"))

    def _add(self, track, folder, day, fast, expression, gives):
        name = folder[3:]
        told = {"name": name, "title": f"The {name} of x."}
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
        if day is not None:
            self._days.setdefault(day, []).append(name)
        self._fast += [name] if fast else []
        days = "".join(f"{{katas = {self._days.get(number, [])}}}, " for number in range(1, max(self._days) + 1))
        fast_track = f"[paths.fast_track]\nkatas = {self._fast}\n"
        self.write("katas/path.toml", f'default = "numbers"\n[paths.numbers]\ndays = [{days}]\n{fast_track}')

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

    def run(self, *arguments: str) -> pytest.RunResult:
        """Run pytest in a process of its own: a fork of one that has loaded the libraries, as the watch's is."""
        return forked_pytest(self.root, *arguments)

    def run_anew(self, *arguments: str) -> pytest.RunResult:
        """Run pytest in an interpreter of its own, for what is about the modules that it loads."""
        return self.pytester.runpytest_subprocess(*arguments)


@pytest.fixture
def course(pytester, monkeypatch) -> CourseUnderTest:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("COLUMNS", "80")
    for name in [n for n in os.environ if n.startswith("PYTEST_XDIST")]:
        monkeypatch.delenv(name)  # a run of its own, whoever runs this test
    return CourseUnderTest(pytester)


def pytest_configure(config):
    config.addinivalue_line("markers", "sampled(one_in): one in so many of its cases; --all-proofs takes every one")


def pytest_collection_modifyitems(config, items):
    """Leave out all but a sample of the cases of a test that is marked so, by their names."""
    sampled = {item: item.get_closest_marker("sampled") for item in items}
    left = [item for item, mark in sampled.items() if mark and zlib.crc32(item.name.encode()) % mark.args[0]]
    if left and not config.getoption("--all-proofs"):
        items[:] = [item for item in items if item not in set(left)]
        config.hook.pytest_deselected(items=left)


def pytest_ignore_collect(collection_path, config):
    """Where some katas are named, only their proofs run."""
    choice = config.stash[CHOICE]
    is_narrow = choice.asked_for(choice.course.places) != choice.course.places
    return (is_narrow and collection_path.suffix == ".py" and collection_path.name != "test_katas.py") or None
