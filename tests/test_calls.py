"""A watched solution tells what it calls, as it calls it; what a library calls for it is no finding."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from dojo.base.questions import Answer, Question
from dojo.base.targets import TARGETS
from dojo.process import wire
from dojo.prove.judging import watching

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="solutions are watched in the box, which is of Linux")

HEAD = "import numpy as np\nimport torch\nimport scipy.special, scipy.linalg\nfrom array_api_compat import array_namespace\n\n\n"
CALLS = {
    "the operator": ("x @ x", {"matmul"}, True),
    "the operator in place": ("(y := x.copy(), y.__imatmul__(x))[0]", {"matmul"}, True),
    "a power that is a square": ("x ** 2", {"square"}, True),
    "a method": ("x.dot(x)", {"dot"}, True),
    "a method of the class": ("np.ndarray.dot(x, x)", {"dot"}, True),
    "an attribute": ("x.T", {"T"}, True),
    "NumPy's function": ("np.einsum('ij->ji', x)", {"einsum"}, True),
    "its own name inside NumPy": ("np.linalg._linalg.dot(x, x)", {"dot"}, True),
    "a wrapper": ("array_namespace(x).linalg.vector_norm(x)", {"vector_norm"}, True),
    "SciPy's universal function": ("scipy.special.expit(x)", {"expit"}, True),
    "SciPy's Python": ("scipy.special.softmax(x)", {"softmax"}, True),
    "a standard library's": ("__import__('statistics').mean([1.0, 2.0])", {"mean"}, True),
    "mapped": ("np.array(list(map(np.dot, x, x)))", {"dot"}, True),
    "torch's function": ("torch.softmax(torch.from_numpy(x), 0)", {"softmax"}, True),
    "torch's operator": ("torch.from_numpy(x) @ torch.from_numpy(x)", {"matmul"}, True),
    "torch's method": ("torch.from_numpy(x).softmax(0)", {"softmax"}, True),
    "torch's module": ("torch.nn.Softmax(0)(torch.from_numpy(x))", {"Softmax"}, True),
    "another name of torch's": ("torch.mm(torch.from_numpy(x), torch.from_numpy(x))", {"matmul"}, True),
    "a power, where a name of its function is forbidden": ("x ** 3", {"pow"}, False),
    "np.unstack moves axes": ("np.stack(np.unstack(x, axis=-1), axis=-2)", {"moveaxis", "transpose"}, False),
    "np.column_stack reads .T": ("np.column_stack([x[0], x[1]])", {"T", "transpose"}, False),
    "np.std takes a variance": ("np.std(x)", {"var"}, False),
    "np.linalg.norm takes a product": ("np.linalg.norm(x)", {"dot", "matmul"}, False),
    "torch's repeat expands": ("torch.from_numpy(x).repeat(2, 1)", {"expand"}, False),
    "torch's functional calls a method": ("torch.nn.functional.softmax(torch.from_numpy(x), 0)", {"_softmax"}, False),
    "what the solution calls like it": ("dot(x)", {"dot"}, False),
}


@pytest.fixture(scope="module")
def calls():
    return watching()[0]


@pytest.fixture(scope="module")
def processes():
    return watching()[1]


def _ask(processes, folder: Path, text: str, forbidden: set[str], scenario="f"):
    file = folder / "solution.py"
    file.write_text(HEAD + text, encoding="utf-8")
    process = processes.process(file, on_torch=True, seconds=20.0, memory=0.0, forbidden=forbidden)
    array = np.array([[1.0, 2.0], [0.5, 4.0]])
    try:
        return process.answer(Question(scenario, (array,), {}, TARGETS["numpy"]), 1)
    finally:
        process.close()


@pytest.mark.parametrize("what", CALLS)
def test_what_a_line_calls_is_told_and_nothing_else(calls, processes, tmp_path, what):
    expression, forbidden, is_told = CALLS[what]
    calls.forget()
    text = f"def dot(x):\n    return x\n\n\ndef f(x):\n    return np.asarray({expression})\n"
    answer = _ask(processes, tmp_path, text, forbidden)
    assert isinstance(answer, Answer)
    assert answer.raised is None, answer
    found = calls.of(tmp_path)
    assert [shortcut.line.number for shortcut in found] == [12] * is_told, found


def test_the_result_and_the_exception_of_what_is_watched_are_its_own(calls, processes, tmp_path):
    forbidden = {"matmul", "dot", "exp", "softmax"}
    text = "def f(x):\n    return [np.exp(x), np.matmul(x, x), x.dot(x), np.dot(x, x, out=np.empty((2, 2)))]\n"
    values = _ask(processes, tmp_path, text, forbidden).value
    array = np.array([[1.0, 2.0], [0.5, 4.0]])
    for value, expected in zip(values, (np.exp(array), array @ array, array @ array, array @ array), strict=True):
        np.testing.assert_array_equal(value, expected)
    raised = _ask(processes, tmp_path, "def f(x):\n    return np.dot(x, x[0, :1])\n", forbidden).raised
    assert raised.name == "ValueError"
    assert [line.number for line in raised.lines] == [8]
    answer = _ask(processes, tmp_path, "def f(x):\n    return np.exp(x * 1000)\n", forbidden)
    assert "solution.py:8" in answer.log.warnings[0], "a warning still names the line"


def _by_the_judge(solution, x):
    assert x is not None
    return solution.f(x @ x)


def test_what_the_judge_calls_is_no_finding(calls, processes, tmp_path):
    calls.forget()
    wire.send_by_value(sys.modules[__name__])
    answer = _ask(processes, tmp_path, "def f(x):\n    return x\n", {"matmul"}, _by_the_judge)
    assert isinstance(answer, Answer)
    assert calls.heard, "it was told"
    assert calls.of(tmp_path) == []


def test_what_is_no_call_was_written_by_somebody_else(tmp_path, calls):
    calls.forget()
    own = [str(tmp_path / "solution.py"), 3, "f"]
    for told in (None, 7, [], ["dot"] * 8, ["dot", "x" * 10_000, "f", 1, "", *own]):
        assert not calls.hear(told)
    assert calls.of(tmp_path) == []
    assert calls.hear(["dot", "/dev/zero", "f", 1, "", *own])
    assert [shortcut.name for shortcut in calls.of(tmp_path)] == ["dot"]


def test_no_flood_hides_a_call(calls, processes, tmp_path):
    text = "import os, struct, msgpack\n\n\ndef f(x):\n    for n in range(20_000):\n"
    text += "        data = msgpack.packb([0, 0.0, ['dot', str(n), 'f', 1, '', '', 0, '']])\n"
    text += "        for number in range(3, 64):\n            try:\n"
    text += "                if os.readlink(f'/proc/self/fd/{number}').startswith('socket'):\n"
    text += "                    os.write(number, struct.pack('!Q', len(data)) + data)\n"
    text += "            except OSError:\n                pass\n    return x.dot(x)\n"
    calls.forget()
    answer = _ask(processes, tmp_path, text, {"dot"})
    assert (answer.state, "wrote into the connection" in answer.title) == ("crashed", True)
