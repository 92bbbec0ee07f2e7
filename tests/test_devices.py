"""An array on the wrong device is seen without a GPU, and only there."""

from __future__ import annotations

import pytest

from dojo.authors.judged import judge
from dojo.authors.solutions import submission
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
