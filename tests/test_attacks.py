"""What a kata forbids, in a class: what is seen to run costs the points, what is only written is to be looked at."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from dojo.classes.out.points import Points, Rule
from dojo.classes.outcome import Stage
from tests.grading import Graded, verdict, write

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the box is of Linux")

PRODUCT = "01_numbers/01_product"
JUDGE = '''
"""The product of two matrices."""
import numpy as np
import pytest
from dojo import edges

pytestmark = pytest.mark.kata(targets="numpy", from_scratch=["matmul", "dot"], instead="Use a sum.")
A, B = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, 0.0], [1.0, 1.0]])

def test_worked_example(kata):
    kata.check_figure("product", A, B, gives=[[3.0, 2.0], [7.0, 4.0]])

def test_agrees_with_numpy(kata):
    kata.check("product", np.array([[1.0, 2.0, 3.0]]), np.array([[1.0], [0.5], [2.0]]))

def test_is_written_from_scratch(kata):
    kata.check_from_scratch("product", A, B)

@edges
def test_of_one_number(kata):
    kata.check("product", np.array([[2.0]]), np.array([[3.0]]))
'''
MODEL = """
def product(A, B):
    return (A[:, :, None] * B[None, :, :]).sum(axis=1)
"""
HONEST = """
def honest(A, B):
    return (A[:, :, None] * B[None, :, :]).sum(axis=1)


"""
PLAIN = """

def product(A, B):
    return found(np.array(A), np.array(B))
"""
"""In plain arrays: those that the judge watches have let go."""

REFUSED = {
    "a method by a made name": (
        "import numpy as np\n\ndef product(A, B):\n    return getattr(np.array(A), 'tod'[::-1])(np.array(B))\n",
        4,
    ),
    "a made name by another name": ("import numpy as np\n\nfound = getattr(np, 'tod'[::-1])\n" + PLAIN, 7),
    "objects": (
        "import numpy as np\n\ndef product(A, B):\n    return (np.array(A, dtype=object) @ np.array(B)).astype(float)\n",
        4,
    ),
    "it knows the question": (
        HONEST + "def product(A, B):\n    if A.shape == (2, 2):\n        return honest(A, B)\n    return A @ B\n",
        8,
    ),
    "600 ones": (f"ONES = {' + '.join('1' * 600)}\n\ndef product(A, B):\n    return A @ B\n", 4),
}
"""Each with the line that is named."""

LOOKED_AT = {
    "a text that is made and run": (
        "import numpy as np\n\ndef product(A, B):\n    names = dict(A=np.array(A), B=np.array(B))\n"
        "    exec('C = A ' + chr(64) + ' B', names)\n    return names['C']\n",
        "product.py:5: runs a text as code (exec)",
    ),
    "a name in a function that does not run": (
        "def other(A, B):\n    return A @ B\n" + MODEL,
        "product.py:2: names matmul, which this kata forbids",
    ),
}
SHARES = {
    "a crash at the question": (
        "import os\n" + HONEST + "count = []\n\n\ndef product(A, B):\n    count.append(1)\n    if len(count) > 2:\n"
        "        os._exit(1)\n    return honest(A, B)\n"
    ),
}


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """The class of attackers, and one who is honest, after its grading."""
    folder = tmp_path_factory.mktemp("attacks").resolve()
    course, submissions = _course(folder / "course"), folder / "in"
    texts = {name: text for part in (REFUSED, LOOKED_AT) for name, (text, _) in part.items()}
    for student, text in (texts | SHARES | {"honest": MODEL}).items():
        write(submissions / student / PRODUCT / "product.py", text)
    return Graded(course, submissions, folder / "out", jobs=2)


def _course(root: Path) -> Path:
    write(root / "katas" / PRODUCT / "test_product.py", JUDGE)
    write(root / "katas" / PRODUCT / "product.py", "def product(A, B):\n    raise NotImplementedError\n")
    write(root / "reference" / PRODUCT / "product.py", MODEL)
    for file in ("with_numpy.py", "with_torch.py"):
        write(root / "reference" / PRODUCT / file, "def product(A, B):\n    return A @ B\n")
    write(root / "reference" / PRODUCT / "mistakes.py", "")
    write(root / "conftest.py", 'pytest_plugins = ["dojo.run.plugin"]\n')
    write(root / "pyproject.toml", (Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))
    return root


@pytest.mark.parametrize("attack", REFUSED)
def test_what_a_line_calls_is_refused_by_its_name_and_line(graded, attack):
    found = graded.verdict(attack, PRODUCT)
    assert not found.from_scratch, graded.said
    assert found.state == "not from scratch", found.text
    assert sum(Rule().earned(found).values()) == 0
    name = "dot" if "made name" in attack else "matmul"
    assert f"{name} gives the answer away" in found.text
    assert f"product.py:{REFUSED[attack][1]}" in found.text


@pytest.mark.parametrize("attack", LOOKED_AT)
def test_what_nobody_can_decide_is_to_be_looked_at(graded, attack):
    found = graded.verdict(attack, PRODUCT)
    assert LOOKED_AT[attack][1] in found.doubts
    assert LOOKED_AT[attack][1] in graded.files()["class.html"]
    assert f"look at {attack}, {PRODUCT}: " in graded.said
    assert found.from_scratch, "and costs nothing"


@pytest.mark.parametrize("attack", SHARES)
def test_no_share_is_kept_where_the_question_was_not_answered(graded, attack):
    found = graded.verdict(attack, PRODUCT)
    assert found.from_scratch, "it was found to call nothing"
    assert found.stages["core"].passed > 0
    assert Rule(share=True).earned(found)["core"] == 0
    assert Rule(share=True, from_scratch=False).earned(found)["core"] > 0


def test_an_honest_solution_is_neither_refused_nor_looked_at(graded):
    found = graded.verdict("honest", PRODUCT)
    assert (found.state, found.doubts) == ("passed", [])
    assert sum(Points().rule(PRODUCT).earned(found).values()) == 100


def test_the_page_says_what_a_solution_tells_of_itself(graded):
    assert "The process of a solution itself reports how many lines ran" in graded.files()["class.html"]


def test_a_share_rests_on_the_answers_of_the_stages_before():
    stages = {"core": Stage("wrong", 2, 3, is_answered=False), "edges": Stage("wrong", 1, 2)}
    assert sum(Rule(share=True).earned(verdict(stages=stages)).values()) == 0
    stages |= {"core": Stage("passed", 3, 3), "edges": Stage("wrong", 1, 2, is_answered=False)}
    assert Rule(share=True, stages={"core": 60, "edges": 40}).earned(verdict(stages=stages)) == {"core": 60, "edges": 0}
