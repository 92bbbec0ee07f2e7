"""A wrong result that is the right answer to another question is told so, and no other is."""

from __future__ import annotations

import types
from dataclasses import replace

import numpy as np
import pytest

from dojo.engine.base.questions import Answer, Asked, Demand, Question
from dojo.engine.base.targets import NUMPY
from dojo.engine.explain.behaviour import behaviour
from dojo.engine.explain.further import ask_further
from dojo.engine.explain.neighbours import answered_instead
from dojo.engine.truth.references import References
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


def counted(x, mask):
    return np.sum(np.where(mask, x, 0.0)) * 1.7


@pytest.fixture
def references():
    found = References(place_of("01_linear_algebra/01_dot_product"))
    found.numpy = types.SimpleNamespace(scaled=scaled, average=average, largest=largest, counted=counted, __name__="r")
    return found


def asked_of(function, *args, gives, **kwargs) -> Asked:
    return Asked(Question(function.__name__, args, kwargs, NUMPY), Answer(gives))


def told(references, wrong, asked: Asked, known=(), **more) -> str | None:
    """What is said of an answer of a wrong function, which is asked further questions."""

    def answered(question: Question) -> Asked:
        return Asked(question, Answer(wrong(*question.args, **question.kwargs)))

    return answered_instead(asked, references, lambda: list(known), lambda: ask_further(asked, answered), **more)


ROW = np.array([0.3, 1.7, -0.4, 2.2])
TOLD = {
    "an option that is not used": (
        (scaled, (X, W, B), {"eps": 0.5}),
        lambda x, w, b, eps: scaled(x, w, b),
        "eps = 0.1, its default",
    ),
    "another axis": (
        (scaled, (X, W, B), {"axis": -1}),
        lambda x, w, b, axis: scaled(x, w, b, axis=0),
        "right result for axis = 0, not for",
    ),
    "two arrays": ((scaled, (X, W, B), {}), lambda x, w, b: scaled(x, b, w), "if weight and bias are swapped"),
    "an array that is not used": (
        (scaled, (X, W, B), {}),
        lambda x, w, b: scaled(x, np.ones_like(w), b),
        "every entry of weight is 1",
    ),
    "a mask that is not used": (
        (counted, (ROW, ROW > 0), {}),
        lambda x, mask: x.sum() * 1.7,
        "every entry of mask is True",
    ),
    "a switch": (
        (scaled, (X, W, B), {"centred": True}),
        lambda x, w, b, centred: scaled(x, w, b, centred=False),
        "centred = False",
    ),
    "a sign": ((scaled, (X, W, B), {}), lambda x, w, b: scaled(x, w, -b), "minus bias"),
    "one more": ((scaled, (X, W, B), {}), lambda x, w, b: scaled(x, w + 1, b), "1 + weight"),
    "the other share": (
        (average, (ROW, 0.9), {}),
        lambda x, start: average(x, 0.1),
        "Are start and 1 - start swapped?",
    ),
    "a number that is not used": (
        (average, (ROW, 0.9), {}),
        lambda x, start: average(x, 0),
        "start = 0. Is start used?",
    ),
    "the last left out": ((average, (ROW,), {}), lambda x: average(x[:-1]), "without the last entry of x"),
    "one too few": ((largest, (ROW, 3), {}), lambda x, k: largest(x, 2), "k = 2, not for k = 3"),
    "round numbers": (
        (largest, (np.array([1.0, 2.0, 4.0]), 1), {}),
        lambda x, k: largest(x, 2),
        "k = 2, not for k = 1",
    ),
}


@pytest.mark.parametrize("what", TOLD)
def test_the_question_that_was_answered_is_told(references, what):
    (function, args, kwargs), wrong, words = TOLD[what]
    asked = asked_of(function, *args, gives=wrong(*args, **kwargs), **kwargs)
    assert words in told(references, wrong, asked)


@pytest.mark.parametrize("gives", [scaled(X, W, B) + 0.01, np.array([1.0, 2.0]), "a text", None, scaled(X, W, B)])
def test_of_any_other_result_nothing_is_told(references, gives):
    assert told(references, lambda *args: gives, asked_of(scaled, X, W, B, gives=gives)) is None


@pytest.mark.parametrize(
    "wrong", [lambda x, k: 7.0, lambda x, k: largest(x, k)], ids=["another number", "right but there"]
)
def test_a_number_that_agrees_by_chance_does_not_where_it_is_asked_further(references, wrong):
    asked = asked_of(largest, np.array([1.0, 2.0, 4.0]), 2, gives=7.0)
    assert largest(np.array([1.0, 2.0, 4.0]), 3) == 7
    assert told(references, wrong, asked) is None


def test_zeros_in_the_place_of_a_weight_name_no_bias(references):
    """A part that gives nothing leaves what is left of the sum, whatever has made it 0."""
    references.numpy.residual = lambda x, weight, bias: 1.7 * x + x * weight + bias
    asked = asked_of(references.numpy.residual, X, W, 0 * B, gives=1.7 * X)
    asked = replace(asked, question=replace(asked.question, scenario="residual"))
    assert "every entry of weight is 0" in told(references, lambda x, weight, bias: 1.7 * x, asked)


def test_truth_values_say_too_little(references):
    def stays(x, p):
        return x > p

    references.numpy.stays = stays
    asked = asked_of(stays, ROW, 0.8, gives=ROW > 1.25)
    assert told(references, lambda x, p: x > 1 / p, asked) is None


def test_what_nothing_could_contradict_is_not_told(references):
    asked = asked_of(scaled, X, W, B, gives=scaled(X, W, B), eps=0.5)
    assert answered_instead(asked, references) is None
    alike = asked_of(scaled, 2 * X, W, B, gives=scaled(2 * X, W, B))  # with eps as it is by default
    assert answered_instead(asked, references, lambda: [alike]) is None


def test_a_right_answer_to_a_pinned_question_contradicts(references):
    asked = asked_of(scaled, X, W, B, gives=scaled(X, W, B), eps=0.5)
    used = asked_of(scaled, 2 * X, W, B, gives=scaled(2 * X, W, B, eps=0.7), eps=0.7)
    assert answered_instead(asked, references, lambda: [used]) is None
    wrong = replace(used, answer=Answer(scaled(2 * X, W, B)))
    assert "default" in answered_instead(asked, references, lambda: [wrong])


def test_the_logarithms_of_ones_are_asked_about_as_the_zeros_that_they_are(references):
    asked = asked_of(scaled, X, W, np.ones(3), gives=scaled(X, W, np.zeros(3)))
    assert "every entry of bias is 0" in told(references, lambda x, w, b: scaled(x, w, np.zeros_like(b)), asked)
    right = asked_of(scaled, X, W, B, gives=scaled(X, W, B))
    assert answered_instead(asked, references, lambda: [right]) is None


def middle(x, way):
    return np.mean(x) if way == "mean" else np.median(x)


def test_a_name_is_one_that_the_judge_asks_for_elsewhere(references):
    references.numpy.middle = middle

    def median(x, way):
        return float(middle(x, "median"))

    asked = asked_of(middle, ROW / 7, "mean", gives=median(ROW / 7, "mean"))
    known = [asked_of(middle, ROW + 1, "median", gives=median(ROW + 1, "median"))]
    assert "way = 'median', not for way = 'mean'" in told(references, median, asked, known)
    assert told(references, median, asked) is None


def test_what_a_symptom_says_better_is_left_to_it(references):
    asked = asked_of(scaled, X, W, B, gives=scaled(X, W, -B))
    assert told(references, lambda x, w, b: scaled(x, w, -b), asked, only_likely=True) is None


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
    told(references, lambda x: 0.123, asked_of(noted, np.array([[0.0, 1.5], [-2.0, 0.7]]), gives=0.123))
    assert len(asked_for) > 5
    assert all(np.all(np.isfinite(x)) for x in asked_for)


W_ROW = np.array([2.1, -1.5, 0.3, 0.8])
BEHAVES = {
    "a factor": (lambda x, w: x * w, lambda x, w: x + w, "If x is doubled, the right result is 2 times as large, and"),
    "another power": (
        lambda x, w: x * x * x,
        lambda x, w: 0.7 * x + 0 * w,
        "is 8 times as large, and yours is 2 times.",
    ),
    "not used": (lambda x, w: np.exp(x) * w, lambda x, w: x + 0.3, "If w is doubled, yours stays the same"),
    "yours alone": (
        lambda x, w: np.exp(x) + 0 * w,
        lambda x, w: x * x + 0 * w,
        "If x is doubled, yours is 4 times as large, and the right result is not.",
    ),
    "what is added for safety": (lambda x, w: w / np.sqrt(x * x + 1e-5) * np.abs(x), lambda x, w: w + 0 * x, None),
    "nothing": (lambda x, w: np.exp(x) + w, lambda x, w: np.exp(w) + x, None),
    "zeros": (lambda x, w: np.abs(x) * w, lambda x, w: 0 * x, None),
}


@pytest.mark.parametrize("what", BEHAVES)
def test_what_becomes_of_a_result_as_an_input_changes_is_told(references, what):
    right, wrong, words = BEHAVES[what]
    references.numpy.right = lambda x, w: right(x, w)
    asked = Asked(Question("right", (ROW, W_ROW), {}, NUMPY), Answer(wrong(ROW, W_ROW)))
    said = behaviour(asked, "", references, lambda q: Asked(q, Answer(wrong(*q.args))))
    assert (words is None and said is None) or words in said


def test_a_mask_and_a_distribution_stay_what_they_are(references):
    references.numpy.right = lambda p, mask: p * mask
    p, mask = np.array([0.2, 0.3, 0.5]), np.array([1.0, 0.0, 1.0])
    asked = Asked(Question("right", (p, mask), {}, NUMPY), Answer(p + mask))
    assert behaviour(asked, "", references, lambda q: Asked(q, Answer(sum(q.args)))) is None
