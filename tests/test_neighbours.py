"""A wrong result that is the right answer to another question is told so, and no other is."""

from __future__ import annotations

import types
from dataclasses import replace

import numpy as np
import pytest

from dojo.base.questions import Answer, Asked, Demand, Question
from dojo.base.targets import NUMPY
from dojo.explain.neighbours import answered_instead
from dojo.truth.references import References
from tests.judging import place_of

X = np.array([[1.3, -2.0, 0.7], [4.1, 0.2, 2.9]])
W = np.array([2.0, -1.5, 0.3])
B = np.array([0.4, 1.1, -0.9])


def scaled(x, weight, bias, eps=0.1, axis=-1, centred=True):
    middle = np.mean(x, axis=axis, keepdims=True) if centred else 0.0
    return (x - middle) / np.sqrt(np.mean(x * x, axis=axis, keepdims=True) + eps) * weight + bias


def average(x, start=0.7):
    m = 0.0
    for one in x:
        m = start * m + (1 - start) * one
    return m


def largest(x, k):
    return np.sort(x)[-k:].sum()


@pytest.fixture
def references():
    found = References(place_of("01_linear_algebra/01_dot_product"))
    found.numpy = types.SimpleNamespace(scaled=scaled, average=average, largest=largest, __name__="r")
    return found


def asked_of(function, *args, gives, **kwargs) -> Asked:
    return Asked(Question(function.__name__, args, kwargs, NUMPY), Answer(gives))


ROW = np.array([0.3, 1.7, -0.4, 2.2])
TOLD = {
    "an option that is not used": (scaled, (X, W, B), {"eps": 0.5}, scaled(X, W, B), "eps = 0.1, its default"),
    "another axis": (scaled, (X, W, B), {"axis": -1}, scaled(X, W, B, axis=0), "right result for axis = 0, not for"),
    "two arrays": (scaled, (X, W, B), {}, scaled(X, B, W), "if weight and bias are swapped"),
    "an array that is not used": (scaled, (X, W, B), {}, scaled(X, np.ones(3), B), "every entry of weight is 1"),
    "a switch": (scaled, (X, W, B), {"centred": True}, scaled(X, W, B, centred=False), "centred = False"),
    "a sign": (scaled, (X, W, B), {}, scaled(X, W, -B), "minus bias"),
    "one more": (scaled, (X, W, B), {}, scaled(X, W + 1, B), "1 + weight"),
    "the other share": (average, (ROW, 0.9), {}, average(ROW, 0.1), "Are start and 1 - start swapped?"),
    "the last left out": (average, (ROW,), {}, average(ROW[:-1]), "without the last entry of x"),
    "one too few": (largest, (ROW, 3), {}, largest(ROW, 2), "k = 2, not for k = 3"),
}


@pytest.mark.parametrize("what", TOLD)
def test_the_question_that_was_answered_is_told(references, what):
    function, args, kwargs, gives, words = TOLD[what]
    assert words in answered_instead(asked_of(function, *args, gives=gives, **kwargs), references)


@pytest.mark.parametrize("gives", [scaled(X, W, B) + 0.01, np.array([1.0, 2.0]), "a text", None, scaled(X, W, B)])
def test_of_any_other_result_nothing_is_told(references, gives):
    assert answered_instead(asked_of(scaled, X, W, B, gives=gives), references) is None


def test_a_round_number_may_agree_by_chance(references):
    asked = asked_of(largest, np.array([1.0, 2.0, 4.0]), 2, gives=7.0)
    assert largest(np.array([1.0, 2.0, 4.0]), 3) == 7
    assert answered_instead(asked, references) is None


def test_a_right_answer_to_a_pinned_question_contradicts(references):
    asked = asked_of(scaled, X, W, B, gives=scaled(X, W, B), eps=0.5)
    used = asked_of(scaled, 2 * X, W, B, gives=scaled(2 * X, W, B, eps=0.7), eps=0.7)
    assert answered_instead(asked, references, lambda: [used]) is None
    wrong = replace(used, answer=Answer(scaled(2 * X, W, B)))
    assert "default" in answered_instead(asked, references, lambda: [wrong])


def test_the_logarithms_of_ones_are_asked_about_as_the_zeros_that_they_are(references):
    asked = asked_of(scaled, X, W, np.ones(3), gives=scaled(X, W, np.zeros(3)))
    assert "every entry of bias is 0" in answered_instead(asked, references)
    right = asked_of(scaled, X, W, B, gives=scaled(X, W, B))
    assert answered_instead(asked, references, lambda: [right]) is None


def middle(x, way):
    return np.mean(x) if way == "mean" else np.median(x)


def test_a_name_is_one_that_the_judge_asks_for_elsewhere(references):
    references.numpy.middle = middle
    row = ROW / 7
    asked = asked_of(middle, row, "mean", gives=float(middle(row, "median")))
    others = [asked_of(middle, ROW + 1, "median", gives=float(middle(ROW + 1, "mean")))]
    assert "way = 'median', not for way = 'mean'" in answered_instead(asked, references, lambda: others)
    assert answered_instead(asked, references) is None


def test_what_a_symptom_says_better_is_left_to_it(references):
    asked = asked_of(scaled, X, W, B, gives=scaled(X, W, -B))
    assert answered_instead(asked, references, is_told=True) is None


def test_an_error_that_is_due_is_no_question_nearby(references):
    asked = asked_of(scaled, X, W, B, gives=scaled(X, W, B), eps=0.5)
    assert answered_instead(replace(asked, demand=Demand(ValueError)), references) is None


def test_no_infinity_is_asked_where_the_input_has_none(references):
    """Of a matrix with an infinity, NumPy's least squares never returns."""
    asked_for = []

    def noted(x):
        asked_for.append(x)
        return x.sum() * 0.37

    references.numpy.noted = noted
    answered_instead(asked_of(noted, np.array([[0.0, 1.5], [-2.0, 0.7]]), gives=0.123), references)
    assert len(asked_for) > 5
    assert all(np.all(np.isfinite(x)) for x in asked_for)
