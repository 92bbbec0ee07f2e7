"""An array on the wrong device is seen without a GPU, and only there."""

from __future__ import annotations

import re

import pytest
from typer.testing import CliRunner

from dojo.authors.judged import judge
from dojo.authors.solutions import submission
from dojo.cli.command import app
from tests.judging import place_of

HEAD = "from array_api_compat import array_namespace\nimport numpy as np\n\ndef softmax(logits, axis=-1):\n    xp = array_namespace(logits)\n"
TAIL = "    e = xp.exp(logits - xp.max(logits, axis=axis, keepdims=True))\n    return e / xp.sum(e, axis=axis, keepdims=True)"
WRONG = {
    "zeros": "    logits = logits + xp.zeros(logits.shape, dtype=logits.dtype)\n",
    "asarray of a list": "    logits = logits - xp.asarray([0.0], dtype=logits.dtype)\n",
    "arange": "    logits = logits + 0 * xp.arange(logits.shape[-1], dtype=logits.dtype)\n",
    "result filled on the default device": (
        "    out = xp.empty(logits.shape, dtype=logits.dtype)\n    out[:] = logits\n    logits = out\n"
    ),
    "rebuilt from Python's numbers": "    logits = xp.asarray(logits.tolist(), dtype=logits.dtype)\n",
    "an index for take": "    logits = xp.take(logits, xp.arange(logits.shape[0]), axis=0)\n",
}
RIGHT = {
    "zeros on the device": "    logits = logits + xp.zeros(logits.shape, dtype=logits.dtype, device=logits.device)\n",
    "zeros_like": "    logits = logits + xp.zeros_like(logits)\n",
    "a branch on a value": "    if xp.max(logits) > 1e9:\n        logits = logits - 1\n",
    "a Python number": "    logits = logits - float(xp.max(logits))\n",
    "an index": "    logits = logits[xp.arange(logits.shape[0])]\n",
    "a copy filled in place": "    out = xp.zeros_like(logits)\n    out[...] = logits\n    logits = out\n",
    "a 0-d constant": "    logits = logits + xp.asarray(0.0, dtype=logits.dtype)\n",
    "asarray of a list": "    logits = logits - xp.asarray([0.0], dtype=logits.dtype, device=logits.device)\n",
    "new_tensor": "    logits = logits - logits.new_tensor([0.0]) if hasattr(logits, 'new_tensor') else logits\n",
    "a branch on the module of the type": (
        "    if not type(logits).__module__.startswith('torch'):\n        logits = np.asarray(logits)\n"
    ),
    "a table of the CPU, moved": (
        "    two = xp.asarray(2.0, dtype=logits.dtype)\n"
        "    table = xp.asarray([0.0], dtype=logits.dtype) * two\n"
        "    logits = logits + xp.asarray(table, device=logits.device)\n"
    ),
    "asarray of the input": "    logits = xp.asarray(logits)\n",
}


def _judge(line: str):
    place = place_of("03_probability/01_softmax")
    with submission(place, HEAD + line + TAIL) as folder:
        return judge(place, folder, "--target=torch-cpu", "-k", "device")


@pytest.mark.parametrize("what", WRONG)
def test_the_line_that_made_it_is_named(what):
    verdict = _judge(WRONG[what])
    assert len(verdict.red) == 1, verdict.output
    assert "on the default device" in verdict.red[0].text
    assert "softmax.py:6" in verdict.red[0].text


@pytest.mark.parametrize("line", ["np.sqrt(logits) * 0", "0 * xp.asarray(logits.numpy())"])
def test_a_tensor_handed_to_numpy_is_told(line):
    verdict = _judge(f"    logits = logits + {line}\n")
    assert "hands a tensor to NumPy" in verdict.red[0].text, verdict.output
    assert "softmax.py:6" in verdict.red[0].text


@pytest.mark.parametrize("what", RIGHT)
def test_what_stays_on_the_device_is_right(what):
    verdict = _judge(RIGHT[what])
    assert not verdict.red, verdict.output
    assert verdict.passed


# ---------------------------------------------------------------------------- a GPU of this machine, faked

FAKE = """
import torch
from pathlib import Path
from dojo.engine.base import targets
pytest_plugins = ["dojo.run.plugin"]

to, seen = torch.Tensor.to, Path("calls")

def fake(tensor, device, *more):
    if device != "cuda":
        return to(tensor, device, *more)
    calls = seen.stat().st_size + 1 if seen.exists() else 1  # of all processes
    seen.write_bytes(bytes(calls))
    if calls > {works}:
        raise {error}
    return tensor

torch.Tensor.to = fake
torch.cuda.get_device_name = lambda: "a fake card"
torch.version.cuda = {cuda!r}
targets.has_gpu_driver = lambda: {has_driver}
torch.backends.mps.is_available = lambda: {is_apple}
"""
OLD = "RuntimeError('The NVIDIA driver on your system is too old (found version 11040). Please update it at the URL')"
NO_KERNEL = (
    "RuntimeError('CUDA error: no kernel image is available for execution on the device\\nCUDA kernel errors ...')"
)
NOT_BUILT = "AssertionError('Torch not compiled with CUDA enabled')"


def fake_gpu(course, error, works=0, cuda="12.8", has_driver=True, is_apple=False):
    """A torch that has a GPU, which takes so many arrays and then fails."""
    told = {"error": error, "works": works, "cuda": cuda, "has_driver": has_driver, "is_apple": is_apple}
    course.write("conftest.py", FAKE.format(**told))
    course.solve("double", "def double(x):\n    return x * 2")


LEFT_OUT = {
    "driver too old": (
        {"error": OLD},
        "your GPU can't be used: The NVIDIA driver on your system is too old (found version 11040); the stage cuda is left out",
    ),
    "no kernel": (
        {"error": NO_KERNEL},
        "your GPU can't be used: CUDA error: no kernel image is available for execution on the device; the stage cuda is left out",
    ),
    "built for the CPU": ({"error": NOT_BUILT, "cuda": None}, "is built for the CPU alone; the stage cuda is left out"),
    "Apple's": ({"error": NOT_BUILT, "cuda": None, "has_driver": False, "is_apple": True}, "Apple's has no float64"),
    "none": ({"error": NOT_BUILT, "cuda": None, "has_driver": False}, "(no CUDA GPU on this machine)"),
    "fails under a question": (
        {"error": "RuntimeError('CUDA out of memory. Tried to allocate 2 MiB')", "works": 1},
        "your GPU can't be used: CUDA out of memory; the stage cuda is left out",
    ),
}


@pytest.mark.parametrize("what", LEFT_OUT)
def test_why_no_gpu_is_used_is_told_in_a_line_and_never_of_the_solution(course, what):
    fake, told = LEFT_OUT[what]
    fake_gpu(course, **fake)
    result = course.run("katas/01_numbers", "--target=torch-cuda", "--all-stages", "-p", "no:cacheprovider")
    said = " ".join(result.stdout.str().split())
    assert said.count(told) == 1, said
    assert "double.py" not in result.stdout.str()


def test_where_the_gpu_fails_the_kata_is_green_and_complete_all_the_same(course):
    fake_gpu(course, OLD, works=1)
    result = course.run("katas/01_numbers")
    assert result.ret == 0, result.stdout.str()
    result.stdout.fnmatch_lines(["01_numbers/01_double is complete", "*not run  torch-cuda: your GPU can't be used*"])


BROKEN = """
class AcceleratorError(RuntimeError):
    pass


def double(x):
    if hasattr(x, "requires_grad"):
        raise AcceleratorError("CUDA error: {}")
    return x * 2
"""


@pytest.mark.parametrize(
    ("text", "is_the_machines"), [("device-side assert triggered", False), ("unspecified launch failure", True)]
)
def test_only_an_index_beyond_an_array_is_the_solutions_own_among_the_errors_of_a_gpu(course, text, is_the_machines):
    fake_gpu(course, OLD, works=999)
    course.solve("double", BROKEN.format(text))
    result = course.run("katas/01_numbers", "--target=torch-cuda", "--all-stages")
    assert ("your GPU can't be used: CUDA error: unspecified" in result.stdout.str()) == is_the_machines
    assert ("raised AcceleratorError" in result.stdout.str()) != is_the_machines


def test_the_report_names_the_gpu_and_what_torch_is_built_for(monkeypatch):
    monkeypatch.setattr("dojo.run.report.look", lambda: ("a fake card", ""))
    monkeypatch.setattr("torch.version.cuda", "12.8")
    assert re.search(
        r"^gpu +a fake card \(torch is built for CUDA 12.8\)$", CliRunner().invoke(app, ["report"]).stdout, re.M
    )
