"""A small course, and classes that hand in its katas, for the tests of grading."""

from __future__ import annotations

import functools
import json
import os
import shutil
import tempfile
import textwrap
from pathlib import Path

import pytest

from dojo.classes.box import probes
from dojo.classes.box.layers import LAYERS
from dojo.classes.grade import Request, grade
from dojo.classes.outcome import Stage, Verdict
from dojo.classes.work.store import Store
from dojo.classes.work.submission import Limits
from dojo.engine.base import sealed
from dojo.engine.base.files import SHIPPED_FILES
from dojo.install.shipped import manifest
from tests.judging import ROOT

DOUBLE, HALF = "01_numbers/01_double", "02_parts/01_half"
JUDGE = '''
"""{title}"""
import numpy as np
import pytest
from hypothesis import given
from dojo import edges
from dojo.strategies import arrays, plain_arrays

pytestmark = pytest.mark.kata(targets="numpy", from_scratch=["square"], instead="Use arithmetic.")

def test_worked_example(kata):
    kata.check_figure("{name}", np.array([1.0, 2.0]), gives={gives})

@given(plain_arrays())
def test_agrees_with_numpy(kata, x):
    kata.check("{name}", x)

def test_is_written_from_scratch(kata):
    kata.check_from_scratch("{name}", np.array([1.0]))

@edges
@given(arrays())
def test_agrees_in_every_dtype(kata, x):
    kata.check("{name}", x)
'''
RIGHT = "def {name}(x):\n    return {expression}\n"
MISTAKES = """
from dojo import mistake

@mistake("{name}", "The sign is lost: {name} keeps it.")
def loses_the_sign(x):
    return abs({expression})
"""
RIGHT_DOUBLE, RIGHT_HALF = "def double(x):\n    return x * 2\n", "def half(x):\n    return x / 2\n"


def write(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")
    return file


def small_course(root: Path) -> Path:
    """Two katas on NumPy alone, so that nothing loads torch."""
    for kata, name, expression, gives in (
        (DOUBLE, "double", "x * 2", [2.0, 4.0]),
        (HALF, "half", "x / 2", [0.5, 1.0]),
    ):
        told = {"name": name, "expression": expression, "gives": gives, "title": f"The {name} of x."}
        write(root / "katas" / kata / f"test_{name}.py", JUDGE.format(**told))
        write(root / "katas" / kata / f"{name}.py", f"def {name}(x):\n    raise NotImplementedError\n")
        for file in (f"{name}.py", "with_numpy.py", "with_torch.py"):
            write(root / "reference" / kata / file, RIGHT.format(**told))
        write(root / "reference" / kata / "mistakes.py", MISTAKES.format(**told))
    write(root / "conftest.py", 'pytest_plugins = ["dojo.run.plugin"]\n')
    write(root / "pyproject.toml", (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return root


def seal(root: Path, solutions: bool = True) -> Path:
    """Put the references of a course into its archive."""
    files = [file for file in (root / "reference").rglob("*") if file.is_file()]
    held = {file.relative_to(root).as_posix(): file.read_bytes() for file in files}
    (root / sealed.SEALED).write_bytes(sealed.sealed(held, "1", solutions))
    write(root / SHIPPED_FILES, manifest({}))
    shutil.rmtree(root / "reference")
    return root


def hand_in(folder: Path, student: str, double: str | bytes | None, half: str | None = RIGHT_HALF) -> Path:
    """A submission of the two katas."""
    for kata, text in ((DOUBLE, double), (HALF, half)):
        if text is not None:
            file = folder / student / kata / f"{kata.rpartition('_')[2]}.py"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder / student


@functools.cache
def best_layer() -> str:
    """The best layer of the sandbox that holds here."""
    return next(layer for layer in LAYERS if not probes.try_out(layer))


needs_a_layer = pytest.mark.skipif(
    best_layer() == "none", reason="neither bubblewrap nor Landlock holds here, and nothing else hides a file"
)


def files_in(folder: Path) -> dict[str, str]:
    """The files of a folder, by their paths."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8") for file in files}


class Graded:
    """A class that was graded: what was said, and what was written.

    Parameters
    ----------
    root, submissions, out : Path
        The course, the class and the results.
    **asked
        Fields of `dojo.classes.grade.Request`.
    """

    def __init__(self, root: Path, submissions: Path, out: Path, **asked):
        self.lines: list[str] = []
        with pytest.MonkeyPatch.context() as patched:
            if "sandbox" not in asked:  # it was tried once in this process
                asked["sandbox"] = best_layer()
                patched.setattr(probes, "choose", lambda layer, *_: (layer, []))
            asked = {"jobs": 1, "seed": 0, "limits": Limits(timeout=0.5, budget=20.0)} | asked
            self.code = grade(root, Request(submissions, out, **asked), self.lines.append)
        self.out, self.store = out, Store(out)

    @property
    def said(self) -> str:
        return "\n".join(self.lines)

    def verdict(self, student: str, kata: str = DOUBLE) -> Verdict:
        found = self.store.read(student, kata)
        assert found is not None, self.said
        return found

    def files(self) -> dict[str, str]:
        """All results, by their paths."""
        return files_in(self.out)


_RECORDS = """
import json

def double(x):
    with open({file!r}, "a") as out:
        print(json.dumps([x.dtype.str, x.shape, x.tobytes().hex(), (x * 2).tobytes().hex()]), file=out)
    return x * 2
"""
_LOOKS_UP = """
import numpy as np

ANSWERS = {answers!r}

def double(x):
    held = ANSWERS[x.dtype.str, x.shape, x.tobytes().hex()]
    return np.frombuffer(bytes.fromhex(held), x.dtype).reshape(x.shape)
"""


def table_of_answers(course: Path, folder: Path, seed: int) -> str:
    """A solution made of nothing but the answers that are right to the examples of a seed."""
    with tempfile.TemporaryDirectory() as open_to_all:
        os.chmod(open_to_all, 0o777)  # the solution is another user's, where root judges
        file = Path(open_to_all, "recorded")
        hand_in(folder / "recording", "a", _RECORDS.format(file=str(file)), None)
        Graded(course, folder / "recording", folder / "recorded", katas=(DOUBLE,), seed=seed, sandbox="none")
        rows = [json.loads(line) for line in file.read_text().splitlines()]
    return _LOOKS_UP.format(answers={(dtype, tuple(shape), held): answer for dtype, shape, held, answer in rows})


def verdict(student: str = "student-01", kata: str = DOUBLE, state: str = "wrong", **told) -> Verdict:
    """One that nobody has judged."""
    stages = {"core": Stage(state, 3 if state == "passed" else 1, 3), "edges": Stage("passed", 1, 1)}
    return Verdict(student, kata, state, **({"stages": stages} | told))
