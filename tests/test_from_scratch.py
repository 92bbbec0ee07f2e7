"""A shortcut is refused in every spelling, and never silent in a class; what a kata does not forbid never is refused."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from dojo import themes
from dojo.authors import judged as judging
from dojo.authors.judged import HERE, PROOF, judge
from dojo.authors.solutions import submission
from dojo.classes.doubts import doubts
from dojo.engine.base.importing import load_trusted
from dojo.engine.base.mine import our_parts_of
from dojo.engine.process.child.calls_seen import Watch, inherited, watching
from dojo.engine.process.forbidden import as_written
from dojo.engine.process.reading import LARGEST
from tests.handed_in import HONEST
from tests.judging import KATAS, place_of

SOFTMAX, MATMUL = "03_probability/01_softmax", "01_linear_algebra/05_matmul"

SOFTMAX_SPELLINGS = {
    "attribute": "import torch\n\ndef softmax(logits, axis=-1):\n    return torch.softmax(logits, dim=axis)",
    "from-import under another name": (
        "from torch.nn.functional import softmax as s\n\ndef softmax(logits, axis=-1):\n    return s(logits, dim=axis)"
    ),
    "getattr with a built string": (
        "import torch\n\ndef softmax(logits, axis=-1):\n    name = 'soft'\n"
        "    return getattr(torch, name + ''.join(['m', 'ax']))(logits, dim=axis)"
    ),
    "attrgetter": (
        "import operator\nimport torch\n\ns = operator.attrgetter('soft' + 'max')(torch)\n\n"
        "def softmax(logits, axis=-1):\n    return s(logits, dim=axis)"
    ),
    "getattr with a string made at run time": (
        "import torch\n\ndef softmax(logits, axis=-1):\n    return getattr(torch, 'xamtfos'[::-1])(logits, dim=axis)"
    ),
    "method": "def softmax(logits, axis=-1):\n    return logits.softmax(axis)",
    "module object": "from torch import nn\n\ndef softmax(logits, axis=-1):\n    return nn.Softmax(dim=axis)(logits)",
    "operator library": "import torch\n\ndef softmax(logits, axis=-1):\n    return torch.ops.aten._softmax(logits, axis, False)",
    "alias of an alias": (
        "import torch.nn.functional as F\nG = F\nh = G.softmax\n\ndef softmax(logits, axis=-1):\n    return h(logits, dim=axis)"
    ),
    "dictionary of the module": (
        "import torch\n\ndef softmax(logits, axis=-1):\n    return vars(torch)['softmax'](logits, dim=axis)"
    ),
    "import by name": (
        "import importlib\n\ndef softmax(logits, axis=-1):\n"
        "    return importlib.import_module('torch').softmax(logits, dim=axis)"
    ),
    "round trip through NumPy": (
        "import scipy.special, torch\n\ndef softmax(logits, axis=-1):\n"
        "    return torch.from_numpy(scipy.special.softmax(logits.detach().numpy(), axis=axis))"
    ),
    "getattr of a library of another's arrays": (
        "import scipy.special as s\n\ndef softmax(logits, axis=-1):\n"
        "    return getattr(s, 'soft' + 'max')(logits.detach().numpy(), axis=axis)"
    ),
    "through log_softmax": "import torch\n\ndef softmax(logits, axis=-1):\n    return torch.log_softmax(logits, axis).exp()",
}

MATMUL_SPELLINGS = {
    "operator": "def matmul(A, B):\n    return A @ B",
    "in-place operator": "def matmul(A, B):\n    C = A + 0\n    C @= B\n    return C",
    "attribute": "import numpy as np\n\ndef matmul(A, B):\n    return np.matmul(A, B)",
    "from-import under another name": "from numpy import matmul as times\n\ndef matmul(A, B):\n    return times(A, B)",
    "method": "def matmul(A, B):\n    return A.dot(B)",
    "einsum": "import numpy\n\ndef matmul(A, B):\n    return numpy.einsum('...ij,...jk->...ik', A, B)",
    "the operator's function": "import operator\n\ndef matmul(A, B):\n    return operator.matmul(A, B)",
    "dunder": "def matmul(A, B):\n    return A.__matmul__(B)",
    "BLAS, by the name of its routine": (
        "from scipy.linalg.blas import get_blas_funcs\n\ndef matmul(A, B):\n"
        "    return get_blas_funcs('gemm', (A, B))(1.0, A, B)"
    ),
    "namespace": (
        "from array_api_compat import array_namespace\n\ndef matmul(A, B):\n    xp = array_namespace(A)\n    return xp.matmul(A, B)"
    ),
}
HELPER = "def matvec(W, x):\n    return (W * x[..., None, :]).sum(-1)\n\n\n"


def _refused(kata: str, text: str, target: str):
    place = place_of(kata)
    with submission(place, text) as folder:
        return judge(place, folder, f"--target={target}", "-k", "from_scratch")


@pytest.mark.parametrize("spelling", SOFTMAX_SPELLINGS)
def test_softmax_is_refused_in_every_spelling(spelling):
    verdict = _refused(SOFTMAX, SOFTMAX_SPELLINGS[spelling], "torch-cpu")
    assert [r.test for r in verdict.red] == ["test_is_written_from_scratch"]
    text = " ".join(verdict.red[0].text.split())
    assert re.search(r"softmax gives? the answer away", text.lower())
    lines = [line for line in verdict.red[0].text.split("\n") if line.startswith("  at ")]
    assert lines, "it names the line"
    assert len(lines) == len(set(lines)), "once"
    assert "exp, a maximum, a sum and a division" in text, "it says what to build instead"


@pytest.mark.parametrize("spelling", MATMUL_SPELLINGS)
def test_a_matrix_product_is_refused_in_every_spelling(spelling):
    verdict = _refused(MATMUL, HELPER + MATMUL_SPELLINGS[spelling], "numpy")
    red = [r for r in verdict.red if r.state == "not from scratch"]
    assert red, verdict.output
    assert "matmul.py:" in red[0].text


@pytest.mark.parametrize(
    ("spelling", "seen"),
    [
        ("w = torch.full((), 1.0, requires_grad=True)", True),
        ("w = torch.ones(2, requires_grad=False)", False),
        ("def f(requires_grad=True):\n    return requires_grad\n\nf(requires_grad=True)", False),
    ],
)
def test_a_keyword_of_a_library_can_be_a_shortcut(tmp_path, spelling, seen):
    (tmp_path / "engine.py").write_text(f"import torch\n\n{spelling}\n", encoding="utf-8")
    assert bool(as_written(tmp_path / "engine.py", {"requires_grad"})) == seen


def test_a_shortcut_in_a_helper_beside_the_solution_is_seen():
    place = place_of(SOFTMAX)
    with submission(
        place, "from helpers import turn\n\ndef softmax(logits, axis=-1):\n    return turn(logits, axis)"
    ) as folder:
        helper = place.solution(folder).parent / "helpers.py"
        helper.write_text("import torch\n\ndef turn(x, axis):\n    return torch.softmax(x, axis)\n", encoding="utf-8")
        verdict = judge(place, folder, "--target=torch-cpu", "-k", "from_scratch")
    assert "helpers.py:4" in verdict.red[0].text


ALLOWED = {
    "a helper of the same name": (
        "from array_api_compat import array_namespace\n\ndef log_softmax(x, axis):\n    xp = array_namespace(x)\n"
        "    y = x - xp.max(x, axis=axis, keepdims=True)\n"
        "    return y - xp.log(xp.sum(xp.exp(y), axis=axis, keepdims=True))\n\n"
        "def softmax(logits, axis=-1):\n    xp = array_namespace(logits)\n    return xp.exp(log_softmax(logits, axis))"
    ),
    "a class with a method of the same name": (
        "from array_api_compat import array_namespace\n\nclass Layer:\n    def softmax(self, x, axis):\n"
        "        xp = array_namespace(x)\n        e = xp.exp(x - xp.max(x, axis=axis, keepdims=True))\n"
        "        return e / xp.sum(e, axis=axis, keepdims=True)\n\n"
        "def softmax(logits, axis=-1):\n    layer = Layer()\n    return layer.softmax(logits, axis)"
    ),
    "the word in a comment and a string": (
        "from array_api_compat import array_namespace\n\ndef softmax(logits, axis=-1):\n"
        "    'torch.softmax does this'  # not torch.softmax(x)\n    xp = array_namespace(logits)\n"
        "    e = xp.exp(logits - xp.max(logits, axis=axis, keepdims=True))\n"
        "    return e / xp.sum(e, axis=axis, keepdims=True)"
    ),
}


@pytest.mark.parametrize("what", ALLOWED)
def test_what_only_looks_like_a_shortcut_is_allowed(what):
    place = place_of(SOFTMAX)
    with submission(place, ALLOWED[what]) as folder:
        verdict = judge(place, folder, "--target=numpy", "--target=torch-cpu")
    assert not verdict.red, verdict.output


INSIDE = {
    "np.unstack moves axes": ("np.stack(np.unstack(x, axis=-1), axis=-2)", {"moveaxis", "transpose"}, False),
    "np.column_stack reads .T": ("np.column_stack([x[0], x[1]])", {"T", "transpose"}, False),
    "np.std takes a variance": ("np.std(x)", {"var"}, False),
    "where= is an array, too": ("np.divide(x, x, out=np.zeros_like(x), where=x != 0)", {"square"}, False),
    "moveaxis itself": ("np.moveaxis(x, 0, 1)", {"moveaxis"}, True),
    "an alias made at run time": ("getattr(np, 'sixaevom'[::-1])(x, 0, 1)", {"moveaxis"}, True),
    "torch's repeat expands": ("torch.from_numpy(x).repeat(2, 1)", {"expand"}, False),
    "torch's expand": ("torch.from_numpy(x)[0].expand(2, 2)", {"expand"}, True),
}


@pytest.mark.parametrize("what", INSIDE)
def test_what_an_allowed_function_calls_inside_is_allowed(tmp_path, what):
    expression, forbidden, refused = INSIDE[what]
    file = tmp_path / "solution.py"
    head = "import numpy as np\nimport torch\nfrom array_api_compat import array_namespace\n\n\n"
    file.write_text(f"{head}def f(x):\n    return {expression}\n", encoding="utf-8")
    assert bool(_seen(file, tmp_path, forbidden)) == refused


def _seen(file, folder, forbidden):
    module, array, watch = load_trusted(file), np.array([[1.0, 2.0], [0.0, 4.0]]), Watch(folder, forbidden)
    with watching(watch):
        module.f(array)
    return watch.calls


PLAIN = {
    "a method": ("x.dot(x)", {"dot"}, True),
    "a method of the class": ("np.ndarray.dot(x, x)", {"dot"}, True),
    "NumPy's function in Python": ("np.tensordot(x, x)", {"tensordot"}, True),
    "NumPy's function in C": ("np.vdot(x, x)", {"vdot"}, True),
    "its own name inside NumPy": ("np.linalg._linalg.dot(x, x)", {"dot"}, True),
    "SciPy's Python": ("softmax(x)", {"softmax"}, True),
    "a function of Python's own": ("__import__('statistics').mean([1.0, 2.0])", {"mean"}, True),
    "torch's function": ("torch.softmax(torch.from_numpy(x), 0)", {"softmax"}, True),
    "torch's operator": ("torch.from_numpy(x) @ torch.from_numpy(x)", {"matmul"}, True),
    "torch's module": ("torch.nn.Softmax(0)(torch.from_numpy(x))", {"Softmax"}, True),
    "np.std takes a variance": ("np.std(x)", {"var"}, False),
    "np.linalg.norm takes a product": ("np.linalg.norm(x)", {"dot", "matmul"}, False),
    "what the solution calls like it": ("dot(x)", {"dot"}, False),
    "a method of a list": ("[2, 1].sort()", {"sort"}, False),
}
"""Of arrays that the judge watches no more."""


@pytest.mark.parametrize("what", PLAIN)
def test_what_a_line_calls_is_seen_and_nothing_else(tmp_path, what):
    expression, forbidden, is_seen = PLAIN[what]
    file = tmp_path / "solution.py"
    head = "import numpy as np\nimport torch\nfrom scipy.special import softmax\n\n\ndef dot(x):\n    return x\n\n\n"
    file.write_text(f"{head}def f(x):\n    x = np.array(x)\n    return {expression}\n", encoding="utf-8")
    lines = {shortcut.line.number for shortcut in _seen(file, tmp_path, forbidden)}
    assert lines == ({12} if is_seen else set())


# ---------------------------------------------------------------------------- in a class


@pytest.fixture
def in_a_class(monkeypatch):
    monkeypatch.setattr(judging._session, "refuses_text", False)


def _judged(kata, text, *options, helper=b""):
    """What is red in a class, and what is to be looked at."""
    place = place_of(kata)
    forbidden = set(load_trusted(place.judge).pytestmark.kwargs.get("from_scratch", ()))
    with submission(place, text) as folder:
        if helper:
            place.solution(folder).with_name("helper.py").write_bytes(helper)
        red = judge(place, folder, *HERE, PROOF, *options).red
        return red, doubts(place.solution(folder), forbidden, our_parts_of(place))


@pytest.mark.parametrize("what", HONEST)
def test_an_honest_solution_keeps_its_points(in_a_class, what):
    red, found = _judged(*HONEST[what], "--stage=core")
    assert not red
    assert not found


def test_a_line_that_nobody_runs_costs_nothing(in_a_class):
    text = f"{HELPER}def matmul(A, B):\n    return A @ B\n"
    named = "def other(A, B):\n    return A @ B\n"
    honest = HONEST["loops over both axes"][1]
    assert {r.state for r in _judged(MATMUL, text, "-k", "from_scratch")[0]} == {"not from scratch"}
    red, found = _judged(MATMUL, f"{honest}\n\n{named}", "-k", "from_scratch")
    assert not red
    assert [doubt.what for doubt in found] == ["names matmul, which this kata forbids"]


def test_an_operator_of_its_own_is_none_of_a_library_s(in_a_class):
    own = "\n\nclass Own:\n    def __init__(self, a):\n        self.a = a\n\n    def __matmul__(self, b):\n        return by_hand(self.a, b)\n"
    honest = HONEST["loops over both axes"][1].replace("def matmul", "def by_hand")
    red, _ = _judged(MATMUL, f"{honest}{own}\n\ndef matmul(A, B):\n    return Own(A) @ B\n", "-k", "from_scratch")
    assert not red


def test_our_solutions_lose_no_points_and_leave_little_to_look_at():
    named, found = [], []
    for place in KATAS:
        forbidden, parts = load_trusted(place.judge).pytestmark.kwargs.get("from_scratch", ()), our_parts_of(place)
        for file in place.solutions:
            named += as_written(file, set(forbidden), parts)
            found += doubts(file, set(forbidden), parts)
    assert not named
    assert not found


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("import numpy as np\nf = np.dot\n", ["m.py:2: names dot, which this kata forbids"]),
        ("def f(a, b):\n    return a.dot(b)\n", ["m.py:2: names dot, which this kata forbids"]),
        ("x = open('table.txt').read()\nexec(x)\n", ["m.py:2: runs a text as code (exec)"]),
        ("y = eval('1 + 1')\n", ["m.py:1: runs a text as code (eval)"]),
        ("def f(model, pattern):\n    return model.eval()(pattern)\n", []),
        ("if __name__ == '__main__':\n    import numpy as np\n    print(np.dot)\n", []),
        ("x = " + "-" * 5000 + "1\n", ["m.py:1: is nested too deep to be read"]),
        ("x = 1\n" + "# \n" * LARGEST, ["m.py:1: is too long to be read"]),
    ],
)
def test_a_forbidden_name_and_a_text_that_is_run_are_doubts(tmp_path, text, told):
    (tmp_path / "m.py").write_text(text, encoding="utf-8")
    assert [doubt.text for doubt in doubts(tmp_path / "m.py", {"dot"})] == told


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("class Mine(type(nn.TransformerEncoderLayer(2, 1, 2).linear1)):\n    pass\n", [4]),
        ("Layer = vars(nn)['raeniL'[::-1]]\n\n\nclass Mine(Layer):\n    pass\n", [7]),
        ("from torch.nn import *\n\n\nclass Mine(nn.Module):\n    pass\n", []),
        ("class Linear(nn.Module):\n    pass\n\n\nclass Mine(Linear):\n    pass\n", []),
    ],
)
def test_a_class_that_inherits_a_forbidden_one_is_a_shortcut(tmp_path, text, lines):
    (tmp_path / "solution.py").write_text(f"from torch import nn\n\n\n{text}", encoding="utf-8")
    found = inherited(load_trusted(tmp_path / "solution.py"), {"Linear"})
    assert [(shortcut.name, shortcut.line.number) for shortcut in found] == [("Linear", line) for line in lines]


def test_what_a_class_of_the_solution_stores_is_its_own(tmp_path):
    text = "class M:\n    size: int\n\n    def __init__(self):\n        self.var, self.n = 0, 1\n\n"
    text += "    def merge(self, other):\n        return self.var + other.var + other.size\n"
    (tmp_path / "m.py").write_text(text, encoding="utf-8")
    assert not as_written(tmp_path / "m.py", {"var", "size"})
    assert as_written(tmp_path / "m.py", {"merge"}) == []
    (tmp_path / "n.py").write_text("def f(x):\n    return x.var()\n", encoding="utf-8")
    assert [shortcut.line.number for shortcut in as_written(tmp_path / "n.py", {"var"})] == [2]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("import statistics\n\ndef f(a, b):\n    return statistics.covariance(a, b)\n", True),
        ("from statistics import covariance as c\n\ndef f(a, b):\n    return c(a, b)\n", True),
        ("def covariance(a, b):\n    return a * b\n\ndef f(a, b):\n    return covariance(a, b)\n", False),
        ("import helpers\n\ndef f(a, b):\n    return helpers.covariance(a, b)\n", False),
        ("import sympy\n\ndef f(a, b):\n    return sympy.stats.covariance(a, b)\n", True),
    ],
)
def test_a_library_that_comes_with_python_or_with_torch_is_one_too(tmp_path, text, seen):
    (tmp_path / "solution.py").write_text(text, encoding="utf-8")
    assert bool(as_written(tmp_path / "solution.py", {"covariance"})) == seen


THEMES = [name for name in vars(themes) if name.isupper()]


@pytest.mark.parametrize("theme", THEMES)
def test_a_theme_is_shared_and_names_each_function_once(theme):
    names = getattr(themes, theme)
    assert len(set(names)) == len(names)
    users = [place.id for place in KATAS if f"*themes.{theme}" in place.judge.read_text()]
    assert len(users) >= 2, users


def test_no_theme_takes_the_name_of_another():
    text = Path(themes.__file__).read_text(encoding="utf-8")
    assert re.findall(r"^([A-Z_]+) = ", text, re.MULTILINE) == THEMES


def test_no_name_is_in_two_themes():
    names = [name for theme in THEMES for name in getattr(themes, theme)]
    assert sorted(names) == sorted(set(names))


def test_a_file_is_read_in_the_encoding_that_it_names(tmp_path):
    file = tmp_path / "m.py"
    file.write_bytes("# -*- coding: latin-1 -*-\n# café\nimport numpy as np\ny = np.dot\n".encode("latin-1"))
    assert [shortcut.line.number for shortcut in as_written(file, {"dot"})] == [4]
