"""Attacks on what a kata forbids: what is seen to run costs the points, and all else is to be looked at, line by line."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from dojo.classes.doubts import doubts
from dojo.classes.out.points import Points, Rule
from dojo.classes.outcome import Stage
from dojo.engine.process.reading import LARGEST
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

def test_worked_figure(kata):
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
    "a literal that is run": (
        "def product(A, B):\n    names = dict(A=A, B=B)\n    exec('C = A @ B', names)\n    return names['C']\n",
        3,
    ),
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
        "product.py:5: runs what it makes (exec)",
    ),
    "a file of data that is run": (
        "from pathlib import Path\nimport numpy as np\n\nDATA = Path(__file__).with_name('table.txt').read_text()\n\n"
        "def product(A, B):\n    names = dict(A=np.array(A), B=np.array(B))\n    exec(DATA, names)\n    return names['C']\n",
        "product.py:8: runs what it makes (exec)",
    ),
    "a name that is turned round": (
        "import numpy as np\n\nfound = getattr(np, 'lumtam'[::-1])\n" + PLAIN,
        "product.py:3: looks up a name that it makes",
    ),
    "a function that is looked for": (
        "import numpy as np\n\nfound = [f for f in vars(np).values() if getattr(f, 'signature', '') == "
        "'(n?,k),(k,m?)->(n?,m?)'][0]\n" + PLAIN,
        "product.py:3: lists the names of numpy",
    ),
    "every name of a library": (
        "from numpy import *\n\nnp, found = None, globals()['lumtam'[::-1]]\n\n\n"
        "def product(A, B):\n    return found(array(A), array(B))\n",
        "product.py:3: looks up a name that it makes",
    ),
    "a patched dojo": (
        "import dojo.engine.process.child.calls_seen as s\nimport numpy as np\ns.Watch.see = lambda *told: None\n"
        + MODEL,
        "product.py:1: imports dojo.engine.process.child.calls_seen",
    ),
    "it looks whether it is watched": (
        "import sys\n" + HONEST + "def product(A, B):\n    return honest(A, B) if sys.getprofile() else None\n",
        "product.py:8: uses sys.getprofile",
    ),
    "a thread": (
        "import threading\nimport numpy as np\n\ndef product(A, B):\n    got = []\n"
        "    work = lambda: got.append(getattr(np, 'lumtam'[::-1])(np.array(A), np.array(B)))\n"
        "    one = threading.Thread(target=work)\n    one.start()\n    one.join()\n    return got[0]\n",
        "product.py:7: uses threading.Thread",
    ),
    "code in an archive": (
        "import sys\n\nsys.path.append(__file__.replace('product.py', 'inner.zip'))\n" + MODEL,
        "inner.zip:1: is no text",
    ),
    "a name in a function that does not run": (
        "def other(A, B):\n    return A @ B\n" + MODEL,
        "product.py:2: names matmul, which is forbidden",
    ),
    "another interpreter": ("import subprocess\n" + MODEL, "product.py:1: imports subprocess"),
    "a program": ("import os\n\nos.system\n" + MODEL, "product.py:3: uses os.system"),
    "BLAS by ctypes": ("import ctypes\n\nlibrary = ctypes.CDLL(None)\n" + MODEL, "product.py:3: uses ctypes.CDLL"),
    "SciPy's own operator": (
        "from scipy.sparse import csr_matrix\n\ndef product(A, B):\n    return csr_matrix(A) * B\n",
        "product.py:1: uses scipy.sparse.csr_matrix",
    ),
    "scikit-learn's own operator": (
        "def product(A, B):\n    from sklearn.metrics.pairwise import linear_kernel\n    return linear_kernel(A, B.T)\n",
        "product.py:2: uses sklearn.metrics.pairwise.linear_kernel",
    ),
    "a part that a library hides": (
        "import numpy as np\n\numath = np._core.umath\n" + MODEL,
        "product.py:3: uses numpy._core.umath",
    ),
    "a name that is made": (
        "import numpy as np\n\nname = 'lumtam'[::-1]\nunused = lambda: getattr(np, name)\n" + MODEL,
        "product.py:4: looks up a name that it makes",
    ),
    "exec by another name": ("run = exec\n" + MODEL, "product.py:1: hands exec on"),
    "a connection that is turned aside": ("from os import dup2\n\ndup2\n" + MODEL, "product.py:1: uses os.dup2"),
    "objects of a file": (
        "import numpy as np\n\nunused = lambda: np.load('x', allow_pickle=True)\n" + MODEL,
        "product.py:3: loads pickled objects",
    ),
}
SHARES = {
    "a crash at the question": (
        "import os\n" + HONEST + "count = []\n\n\ndef product(A, B):\n    count.append(1)\n    if len(count) > 2:\n"
        "        os._exit(1)\n    return honest(A, B)\n"
    ),
    "an error at the question": (
        "count = []\n" + HONEST + "def product(A, B):\n    if type(A).__name__ == 'Watched':\n        raise TypeError\n"
        "    return honest(A, B)\n"
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
    write(submissions / "a file of data that is run" / PRODUCT / "table.txt", "C = A @ B")
    (submissions / "code in an archive" / PRODUCT / "inner.zip").write_bytes(b"PK\x03\x04\0\xff")
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


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("x = " + "-" * 5000 + "1\n", "nested too deep to be read"),
        ("x = 1\n" + "# \n" * LARGEST, "too long to be read"),
        ("import numpy as np\nf = np.__dict__.get(name)\n", "m.py:2: reads __dict__"),
        ("import numpy as np\nfor name in dir(np):\n    pass\n", "m.py:2: lists the names of numpy"),
        ("import numpy as np\nf = vars(np)[name]\n", "m.py:2: looks up a name that it makes"),
        ("from numpy import *\nf = globals()[name]\n", "m.py:2: looks up a name that it makes"),
        ("import operator as o\nf = o.attrgetter(name)\n", "m.py:2: looks up a name that it makes"),
        ("def f(x):\n    return getattr(x, 'tod'[::-1])\n", "m.py:2: looks up a name that it makes"),
        ("import sys\nf = sys._getframe(1)\n", "m.py:2: uses sys._getframe"),
        ("from importlib import import_module as i\n", "m.py:1: uses importlib.import_module"),
        ("f = __import__(name)\n", "m.py:1: imports a module whose name it makes"),
        ("x = open('table.txt').read()\nexec(x)\n", "m.py:2: runs what it makes (exec)"),
        ("import torch\nf = torch.ops.aten.mm\n", "m.py:2: uses torch.ops.aten.mm"),
    ],
)
def test_what_can_t_be_read_or_decided_is_to_be_looked_at(tmp_path, text, told):
    (tmp_path / "m.py").write_text(text, encoding="utf-8")
    assert [told in doubt.text for doubt in doubts(tmp_path / "m.py")][-1:] == [True]


@pytest.mark.parametrize(
    "text",
    [
        "import torch\n\n\ndef run(model):\n    return model.eval()(torch.ones(2))\n",
        "import numpy as np\n\nf = getattr(np, 'exp')\nx = vars(np)['exp']\n",
        "class A:\n    def names(self):\n        return self.__dict__.items()\n",
        "import math, itertools\nfrom dataclasses import dataclass\n",
        "exec('x = 1')\n",
    ],
)
def test_ordinary_code_is_not_looked_at(tmp_path, text):
    (tmp_path / "m.py").write_text(text, encoding="utf-8")
    assert doubts(tmp_path / "m.py") == []
