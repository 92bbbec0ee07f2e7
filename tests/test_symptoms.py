"""A symptom is a fact: told where it holds, and nowhere else."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dojo.compare import Difference
from dojo.questions import Question
from dojo.symptoms import symptoms
from dojo.targets import TARGETS

RNG = np.random.default_rng(0)
X = RNG.normal(size=(4, 4)) + np.arange(16).reshape(4, 4)
ROW = np.array([3.0, -1.0, 0.0, 2.5, 7.0])


def told(yours, expected, *inputs, aspect="values") -> str:
    question = Question("f", inputs or (X,), {}, TARGETS["numpy"])
    return " ".join(symptoms(Difference(aspect, yours, expected), question))


HAVE = {
    "a factor of 2": (2 * X, X, "2 times what is expected (2)"),
    "a factor of n": (5 * ROW, ROW, "5 times what is expected (n = 5)", ROW),
    "the mean where the sum is due": (np.array(ROW.mean()), np.array(ROW.sum()), "(1/n with n = 5)", ROW),
    "n for n - 1": (np.array(np.var(ROW)), np.array(np.var(ROW, ddof=1)), "((n-1)/n with n = 5)", ROW),
    "bits for nats": (np.array(2.0 / np.log(2)), np.array(2.0), "(1/ln 2)"),
    "a factor without a name": (1.7 * X, X, "Every entry is 1.7 times what is expected."),
    "the sign": (-X, X, "opposite sign"),
    "a sign of one number": (np.array(-3.0), np.array(3.0), "opposite sign"),
    "the transpose": (X.T, X, "transpose"),
    "reversed": (X[:, ::-1], X, "reversed along axis 1"),
    "shifted": (np.roll(ROW, 1), ROW, "shifted by one along axis 0"),
    "another order": (ROW[[2, 0, 1, 4, 3]], ROW, "in another order"),
    "a factor for each row": (X * np.array([[1.0], [2.0], [3.0], [5.0]]), X, "Each slice along axis 1"),
    "an offset": (ROW + 0.25, ROW, "off by the same amount, +0.25"),
    "zeros": (np.where(ROW == 0, 9.0, ROW), ROW, "right except where the input is zero", ROW),
    "negatives": (np.where(ROW < 0, 9.0, ROW), ROW, "right except where the input is negative", ROW),
    "the last entry": (np.where(np.arange(5) == 4, 9.0, ROW), ROW, "Only the last along axis 0", np.ones(3)),
    "float32": (X.astype(np.float32).astype(np.float64), X, "a float32 number"),
    "float32 on the way": (X * (1 + 6e-8), X, "right in float32"),
    "overflow": (np.where(ROW > 5, np.nan, ROW), ROW, "nan in 1 of 5 entries"),
    "inf everywhere": (ROW + np.inf, ROW, "inf everywhere"),
}


@pytest.mark.parametrize("what", HAVE)
def test_a_fact_is_told(what):
    yours, expected, words, *inputs = HAVE[what]
    assert words in told(yours, expected, *inputs)


SHAPES = {
    "swapped": ((2, 3), (3, 2), "The axes are swapped"),
    "kept": ((4, 1), (4,), "Axis 1 was kept"),
    "gone": ((4,), (4, 1), "Axis 1, of size 1, is missing"),
    "flat": ((6,), (2, 3), "the axes are not"),
    "one number": ((), (3,), "Yours is one number"),
    "another length": ((4,), (5,), ""),
}


@pytest.mark.parametrize("what", SHAPES)
def test_a_wrong_shape_is_told_by_its_axes(what):
    yours, expected, words = SHAPES[what]
    found = told(yours, expected, aspect="shape")
    assert words in found
    assert bool(words) == bool(found)


@pytest.mark.parametrize(
    ("yours", "expected"),
    [
        (np.array(3.1), np.array(2.9)),
        (np.array([1.0, 2.0]), np.array([2.0, 4.1])),
        (np.array([0.0, 0.0, 0.0]), np.array([1.0, 2.0, 4.0])),
        (ROW, ROW + np.array([0.1, 0, 0.2, 0, 0.3])),
        (np.array([[1.0, 2.0], [2.0, 1.0]]) + 0.5, np.array([[1.0, 2.0], [2.0, 3.0]])),
        ("ab", "ba"),
        (None, np.ones(3)),
        (np.zeros((0, 3)), np.zeros((0, 3))),
    ],
)
def test_where_there_is_no_fact_nothing_is_told(yours, expected):
    assert told(yours, expected, np.ones(7)) == ""


@given(st.integers(0, 10_000))
def test_unrelated_numbers_have_no_symptom(seed):
    rng = np.random.default_rng(seed)
    assert told(rng.normal(size=(3, 4)), rng.normal(size=(3, 4)), rng.normal(size=7)) == ""
