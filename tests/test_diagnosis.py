"""Which mistake is named for a failure, and when none is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dojo.diagnosis import _same
from dojo.failures import Mismatch
from dojo.isolation import raised_by
from dojo.kata import Kata
from dojo.targets import Call
from tests.judging import place_of, submission

SOFTMAX = "03_probability/01_softmax"
HEAD = "from array_api_compat import array_namespace\n\n\ndef softmax(logits, axis=-1):\n    xp = array_namespace(logits)\n"
RIGHT = HEAD + "    e = xp.exp(logits - xp.max(logits, axis=axis, keepdims=True))\n"
LOGITS = np.array([[1.0, 2.0, 4.0], [0.5, 0.0, -3.0]])


def _named(text: str, target: str, check: str, logits=LOGITS) -> list[str]:
    """The mistakes that explain a failing check of a softmax, the likeliest first."""
    with submission(place_of(SOFTMAX), text) as folder:
        kata = Kata(place_of(SOFTMAX), target, folder)
        with kata.start(), pytest.raises(Mismatch) as failure:
            getattr(kata, check)("softmax", logits)
        _, causes = kata.explain(failure.value)
    return [known.name for known in causes]


def test_a_known_mistake_is_named():
    whole = RIGHT + "    return e / xp.sum(e)\n"
    assert _named(whole, "numpy", "check")[0] == "sums_everything"


def test_a_known_mistake_is_named_for_its_gradient():
    whole = RIGHT + "    return e / xp.sum(e)\n"
    assert _named(whole, "torch-cpu", "check_gradient")[0] == "sums_everything"


@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.float16])
def test_a_result_between_truth_and_a_mistake_is_not_that_mistake(dtype):
    """A known one adds 1e-9 to the sum: an error of another size has another cause."""
    error = 3e-2 if dtype == np.float16 else 1e-4
    other = RIGHT + f"    return e / xp.sum(e, axis=axis, keepdims=True) + {error}\n"
    assert _named(other, "numpy", "check", LOGITS.astype(dtype)) == []


def test_an_error_of_its_own_is_no_mistake():
    assert _named(HEAD + "    return logits.no_such_method()\n", "numpy", "check") == []


def test_an_error_of_a_library_is_a_mistakes_only_where_it_says_the_same():
    """Both raise IndexError on a list of one; a solution's own raise may word it as it likes."""

    def named(text, wrong):
        ours, theirs = (Call("f", (), {}, "numpy") for _ in range(2))
        for call, source in ((ours, text), (theirs, wrong)):
            folder = Path(f"/{source}")
            try:
                exec(compile(source, f"/{source}/f.py", "exec"), {})
            except Exception as error:
                call.error, call.meant = error, raised_by(error, folder)
        return _same(ours, theirs, lambda call: None)

    assert named("[][0]", "[][0]")
    assert not named("[][0]", "().index(1)")
    assert not named("[][0]", "raise IndexError('no entry')")
    assert named("raise IndexError('empty')", "raise IndexError('no entry')")


def test_a_tiny_error_is_not_called_by_a_mistake_that_is_right_there():
    """Ordinary logits don't overflow: there a softmax that overflows elsewhere is right."""
    off = RIGHT + "    return e / xp.sum(e, axis=axis, keepdims=True) * (1 + 1e-12)\n"
    assert _named(off, "numpy", "check") == []
