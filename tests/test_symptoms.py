"""A symptom is a fact: told where it holds, and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dojo.engine.base.lines import Line
from dojo.engine.base.nested import BFloat16Array
from dojo.engine.base.questions import Answer, Asked, Question, Raised
from dojo.engine.base.targets import TARGETS
from dojo.engine.explain.explainers import what_it_means
from dojo.engine.explain.further import Pair
from dojo.engine.explain.part_symptoms import part_symptoms
from dojo.engine.explain.symptoms import symptoms
from dojo.engine.explain.text_symptoms import counts
from dojo.engine.explain.wording import Wording
from dojo.engine.explain.wrong_kind import advice, of_another_kind
from dojo.engine.truth.compare import Difference
from dojo.engine.truth.references import References
from tests.judging import place_of

RNG = np.random.default_rng(0)
X = RNG.normal(size=(4, 4)) + np.arange(16).reshape(4, 4)
ROW = np.array([3.0, -1.0, 0.0, 2.5, 7.0])
BIG = np.array([1.0, -3.0, 1000.0, 2000.0])
P = np.array([0.1, 0.3, 0.25, 0.2, 0.15])
TWO = np.array([[1.0, 0.0, 3.0, -1.0], [0.0, 2.0, 1.0, 5.0]])
SHARES = np.array([0.5, 2.0, 0.3, -1.0, 0.7])
BOX = RNG.normal(size=(2, 3, 4)) + 5
PAIR = np.array([[1.0, 2.0, 5.0], [4.0, 1.0, 2.0]])


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
    "three halves beside three inputs": (1.5 * X, X, "Every entry is 1.5 times what is expected.", np.ones(3)),
    "a root beside two inputs": (np.sqrt(2) * X, X, "Every entry is 1.41421 times what is expected.", np.ones(2)),
    "the sign": (-X, X, "opposite sign"),
    "a sign of one number": (np.array(-3.0), np.array(3.0), "Yours has the opposite sign"),
    "the transpose": (X.T, X, "transpose"),
    "reversed": (X[:, ::-1], X, "reversed along axis 1"),
    "shifted": (np.roll(ROW, 1), ROW, "shifted by one along axis 0"),
    "another order": (ROW[[2, 0, 1, 4, 3]], ROW, "in the wrong order"),
    "a factor for each row": (
        X * np.array([[1.0], [2.0], [3.0], [5.0]]),
        X,
        "a factor that changes along axis 0 alone",
    ),
    "an offset of several names": (
        np.arange(3.0) + 5,
        np.arange(3.0),
        "+5: the largest number of an input",
        np.full(3, 5.0),
    ),
    "an offset of a known size": (ROW - 7, ROW, "the same amount, -7: the largest number of an input", ROW),
    "a step of nearly the right size": (ROW * (1 + 1e-5 * np.arange(1, 6)), ROW + 0.0, "nearly right", np.ones(7)),
    "a step of the wrong size": (ROW * (1 + 1e-4 * np.arange(5)), ROW + 0.0, "nearly right", np.ones(7)),
    "bits, and a mean": (np.array(0.2 / np.log(2)), np.array(1.0), "1/(n ln 2) with n = 5", ROW),
    "an offset": (ROW + 0.25, ROW, "off by the same amount, +0.25"),
    "zeros": (np.where(ROW == 0, 9.0, ROW), ROW, "right except where the input is zero", ROW),
    "negatives": (np.where(ROW < 0, 9.0, ROW), ROW, "right except where the input is negative", ROW),
    "the last entry": (np.where(np.arange(5) == 4, 9.0, ROW), ROW, "Only the last entry along axis 0", np.ones(3)),
    "the logarithm": (np.log(P), P, "Each entry is the natural logarithm of", ROW),
    "a quarter for a half": (np.array(0.25), np.array(0.5), "Yours is 0.5 times what is expected (1/2)."),
    "no root": (X**2, X, "Each entry is the square of what"),
    "one number's complement": (np.array(0.0254), np.array(0.9746), "Yours is 1 minus what", ROW),
    "the complement in an array of one": (np.array([0.0254]), np.array([0.9746]), "Yours is 1 minus what", ROW),
    "half of 2/3, and its complement": (np.array(1 / 3), np.array(2 / 3), "Yours is 0.5 times what", ROW),
    "one wrong entry of a row": (np.array([[-50.5]]), np.array([[50.5]]), "opposite sign", ROW),
    "without signs": (np.abs(ROW), ROW, "without the sign, of what is expected", np.ones(9)),
    "not yet a distribution": (P * 2.5 + 0.01 * np.arange(5), P, "should sum to 1, but yours sum to 2.6", np.ones(7)),
    "a small guard in the sum": (P / (1 + 3e-9), P, "yours sum to 1 - 3e-09.", np.ones(7)),
    "a factor next to 1": (ROW * (1 + 2e-6), ROW, "1 + 2e-06 times what is expected", np.ones(7)),
    "a guard in the sum": (P / (1 + 7e-7), P, "yours sum to 0.9999993", np.ones(7)),
    "the other axis": (
        PAIR / PAIR.sum(0),
        PAIR / PAIR.sum(1, keepdims=True),
        "Yours sums to 1 along axis 0, but should",
    ),
    "right at zero alone": (ROW**2 + 1 - (ROW == 0), ROW, "right only where the input is zero", ROW),
    "the diagonal": (X + 5 * np.eye(4), X, "Only the diagonal is wrong"),
    "all but the diagonal": (np.where(np.eye(4), X, 0.5 - X), X, "Only the diagonal is right"),
    "the first entry": (
        np.where(np.arange(5) == 0, ROW, ROW**2 - 30),
        ROW,
        "Only the first entry along axis 0 is right",
    ),
    "larger than a ratio can be": (np.array([1e308, 0.0]), np.array([1e-3, 0.5]), "", X),
    "float32": (X.astype(np.float32).astype(np.float64), X, "a float32 number"),
    "float32 on the way": (X * (1 + 6e-8), X, "a step runs in float32"),
    "the root of n for n - 1": (
        ROW * np.sqrt(4 / 5),
        ROW,
        "0.894427 times what is expected (the root of (n-1)/n with n = 5)",
        ROW,
    ),
    "a factor, and an eps": (ROW * (1.25 + 1e-6 * np.arange(5)), ROW, "about 1.25 times"),
    "a factor for each of two rows": (
        PAIR * np.array([[2.0], [3.0]]),
        PAIR,
        "a factor that changes along axis 0 alone",
    ),
    "a factor for each row, beside a zero": (
        TWO * np.array([[2.0], [3.0]]),
        TWO,
        "a factor that changes along axis 0 alone",
    ),
    "an amount for each row": (PAIR + np.array([[1.0], [3.0]]), PAIR, "an amount that changes along axis 0 alone"),
    "a factor for each slice in the middle": (
        BOX * np.array([[1.0], [2.0], [4.0]]),
        BOX,
        "a factor that changes along axis 1 alone",
    ),
    "a factor for each row of each matrix": (
        BOX * np.array([[[1.0], [2.0], [4.0]], [[3.0], [7.0], [5.0]]]),
        BOX,
        "a factor that changes along axes 0 and 1 alone",
    ),
    "the mean under a mask, divided by all": (
        0.75 * ROW,
        ROW,
        "(3/4, where 3 of 4 entries of a mask are True)",
        np.ones(4),
        np.array([True, True, False, True]),
    ),
    "four numbers with a named amount": (
        BIG + 2000,
        BIG,
        "the same amount, +2000: the largest number of an input",
        BIG,
    ),
    "cut off": (np.trunc(ROW + 0.3), ROW + 0.3, "an array of whole numbers", np.ones(7)),
    "rounded down": (np.floor(ROW - 0.3), ROW - 0.3, "as // does", np.ones(7)),
    "rounded": (np.round(X, 2), X, "rounded to 2 decimal places"),
    "nothing": (0 * ROW, ROW, "Every entry of yours is 0."),
    "one number": (0 * ROW + 4, ROW, "Every entry of yours is the same number."),
    "a finite infinity": (np.array([2.0, 9.0]), np.array([2.0, np.inf]), "inf is expected in 1 of 2 entries"),
    "a hidden NaN": (np.array([2.0, 0.0]), np.array([2.0, np.nan]), "NaN is expected in 1 of 2 entries"),
    "the sigmoid once more": (1 / (1 + np.exp(-P)), P, "the sigmoid of what is expected", ROW),
    "a share of another sum": (P * 0.7, P, "should sum to 1, but yours sum to 0.7"),
    "a power for infinity": (X * (1 + 2e-10), X, "a large number stands for infinity"),
    "float32 in a small part": (X * (1 + 5e-11), X, "a small part runs in float32"),
    "digits that cancel": (np.round(X / 0.7) * 0.7, X, "times as large as the result", X + 1e8),
    "tiny beside the largest": (np.array([1.0, 8e-13]), np.array([1.0, 1e-16]), "something small added"),
    "too much masked": (
        np.where(ROW > 2, -np.inf, ROW),
        np.where(ROW > 5, -np.inf, ROW),
        "Yours is -inf in 2 of 5 entries where a number is expected",
    ),
    "overflow": (np.where(ROW > 5, np.nan, ROW), ROW, "nan in 1 of 5 entries"),
    "a float32 step, beside small entries": (
        np.array([1.0, 1e-6, 3.0, 2e-6]) + 1e-7 * np.array([1.0, -2.0, 3.0, -1.0]),
        np.array([1.0, 1e-6, 3.0, 2e-6]),
        "as a step in float32 makes it",
        np.ones(7),
    ),
    "minus infinity": (np.where(ROW > 5, -np.inf, ROW), ROW, "There is -inf in 1 of 5 entries"),
    "infinity of the other sign": (
        np.where(ROW > 2, np.inf, ROW),
        np.where(ROW > 2, -np.inf, ROW),
        "Yours is inf in 3 of 5 entries where -inf is expected.",
    ),
    "inf everywhere": (ROW + np.inf, ROW, "inf everywhere"),
    "a mask that lets too much through": (
        np.ones((3, 3), bool),
        np.tril(np.ones((3, 3), bool)),
        "Yours is true where false is due in 3 of 9 entries, the first at [0, 1]; no true is missing.",
    ),
    "ones that are missing": (
        np.array([0, 0, 0, 1]),
        np.array([0, 1, 1, 1]),
        "Yours is 0 where 1 is due in 2 of 4 entries, the first at [1]; no 1 is too many.",
    ),
    "from one place on": (
        np.where(np.arange(5) > 2, 0.3 * ROW + 9.0, ROW),
        ROW,
        "all is right up to index 2, and wrong from 3 on",
        np.ones(3),
    ),
    "before one place": (
        np.where(np.arange(5) < 2, 0.3 * ROW + 9.0, ROW),
        ROW,
        "all is right from index 2 on, and wrong before it",
        np.ones(3),
    ),
    "one place": (np.where(np.arange(5) == 3, 9.0, ROW), ROW, "only what stands at index 3 is wrong", np.ones(3)),
    "sets": ({"a b", "b c"}, {"a b", "b c", "c d"}, "Missing: c d."),
}


def test_truth_values_of_which_some_are_missing_and_some_too_many_are_no_sign():
    assert told(np.array([True, False, True, False]), np.array([False, False, True, True])) == ""


def test_numbers_below_zero_that_are_all_lost_are_no_function_of_what_is_right():
    assert told(np.zeros(4), -(BIG**2), np.ones(3)) == "Every entry of yours is 0."


def test_of_one_truth_value_nothing_is_said():
    assert told(np.array(False), np.array(True)) == ""


def test_a_single_one_among_zeros_is_no_distribution():
    assert "sum to 1" not in told(np.array([0.0, 0.0, 0.0, 0.0]), np.array([0.0, 1.0, 0.0, 0.0]), ROW)


SIZES = {
    "an axis kept": (np.ones((4, 1, 5)), np.ones((4, 5)), "Axis 1 has size 1, and should not be there."),
    "one of two kept": (np.ones((4, 1, 1)), np.ones((4, 1)), "An axis has size 1, and should not be there."),
    "another axis": (np.ones((2, 2)), np.ones((3, 3)), "Axes 0 and 1 are each as long as axis 1 of an input, and"),
    "one too long": (np.ones((4, 6)), np.zeros((4, 5)), "Axis 1 is one too long: does a loop"),
    "one too short": (np.ones((4, 4, 4)), np.ones((4, 5, 5)), "Axes 1 and 2 are each one too short"),
    "where they part": (
        np.array([7, 8, 9, 1]),
        np.array([7, 5]),
        "in place of 2, and they part at index 1: 8 stands where 5",
    ),
}


@pytest.mark.parametrize("what", SIZES)
def test_sizes_are_told_by_what_they_are_of(what):
    yours, expected, words = SIZES[what]
    assert words in told(yours, expected, np.ones((3, 2)), aspect="shape")


def test_lists_of_different_lengths_are_told_where_they_part():
    assert "at index 0: 256 stands where 97 is" in told([256, 97], [97, 97, 97], aspect="type")
    assert told([97], [97, 97], aspect="type") == ""
    rows = [np.ones(2), np.zeros(2), np.ones(2)]
    assert "they part at index 1: array([1., 1.]) stands where array([0., 0.])" in told(rows[::2], rows, aspect="type")


A, B, C = (np.array(row) for row in ([0.3, 1.7, 2.2], [5.1, -0.4, 0.9], [1.1, 8.2, -3.3]))
PARTS = {
    "one": ([A, B + 1, C], [A, B, C], "[1]", "Only [1] is wrong: all else is right."),
    "one deep inside": (
        {"n": {"a": 1, "b": 3}, "m": 4},
        {"n": {"a": 1, "b": 2}, "m": 4},
        "['n']['b']",
        "Only ['n']['b'] is wrong: all else is right.",
    ),
    "all of one": ({"W": [A + 1, B + 1], "b": C}, {"W": [A, B], "b": C}, "['W'][0]", "Only ['W'] is wrong"),
    "one of each": ({"W": [A, B + 1], "b": [A, C + 1]}, {"W": [A, B], "b": [A, C]}, "['W'][1]", ""),
    "one that is right": ([A + 1, B + 1, A + 2, B + 2, C], [A, B, A, B, C], "[0]", "Only [4] is right: all else is"),
    "none": ([A + 1, B + 1], [A, B], "[0]", ""),
    "another place": ([A + 1, B], [A, B], "[1]", ""),
    "no parts": (A + 1, A, "", ""),
}


@pytest.mark.parametrize("what", PARTS)
def test_the_parts_that_are_right_are_told(what):
    yours, expected, at, words = PARTS[what]
    found = part_symptoms(yours, expected, at) or ""
    assert found.startswith(words)
    assert bool(words) == bool(found)


@pytest.mark.parametrize(
    "what",
    [
        *("a factor without a name", "the sign", "the transpose", "reversed", "shifted", "an offset", "the logarithm"),
        *("no root", "rounded", "cut off", "nothing", "one number"),
    ],
)
def test_a_fact_knows_what_it_makes_of_what_is_right(what):
    yours, expected, _, *inputs = HAVE[what]
    (fact,) = symptoms(Difference("values", yours, expected), Question("f", inputs or (X,), {}, TARGETS["numpy"]))
    assert np.allclose(fact.change(expected), yours)


@pytest.mark.parametrize("ranks", [[[0, 1], [1, 0]], [[0, 1, 2], [2, 1, 0]]], ids=["of two", "of three"])
def test_a_pair_of_ranks_is_reversed_by_chance(ranks):
    ranks = np.array(ranks)
    assert ("reversed along axis" in told(ranks[:, ::-1], ranks)) == (ranks.shape[1] > 2)


def test_truth_values_are_in_no_order():
    """As many true ones as are due are no sign of the right ones in other places."""
    assert "order" not in told(np.array([True, False, False, True]), np.array([False, True, True, False]))
    assert "order" not in told(np.array([0, 1, 0, 1, 1]), np.array([1, 1, 0, 0, 1]))


def test_axes_are_counted_from_the_end_only_where_a_question_may_have_fewer():
    """Images have four axes in each question of a convolution: none of them is a batch of the others."""
    question = Question("f", (np.ones((2, 3, 5, 5)),), {}, TARGETS["numpy"])
    apart = Difference("shape", np.ones((2, 3, 3, 3)), np.ones((2, 3, 5, 5)))
    said = [" ".join(symptoms(apart, question, fewest=lambda axes=axes: axes)) for axes in (3, 4)]
    assert ["has the same number in a batch" in words for words in said] == [True, False]


@pytest.mark.parametrize("what", HAVE)
def test_a_fact_is_told(what):
    yours, expected, words, *inputs = HAVE[what]
    assert words in told(yours, expected, *inputs)


@pytest.mark.parametrize("factor", [1 + 5e-11, 1 + 6e-8])
def test_an_array_without_a_dtype_is_suspected_on_torch_alone(factor):
    found = Difference("values", X * factor, X)
    on_numpy, on_torch = (symptoms(found, Question("f", (X,), {}, TARGETS[name])) for name in ("numpy", "torch-cpu"))
    assert "made without a dtype" in on_torch[0]
    assert ".float()" in on_torch[0]
    assert "made without a dtype" not in on_numpy[0]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_lost_digits_are_suspected_of_float32_inputs_alone(dtype):
    question = Question("f", (np.ones(7, dtype),), {}, TARGETS["numpy"])
    (words,) = symptoms(Difference("values", ROW * (1 + 1e-4 * np.arange(5)), ROW), question)
    assert "nearly right" in words
    assert ("taken in float32" in words) == (dtype == np.float32)


@pytest.mark.parametrize(
    ("kind", "bad", "is_told"), [("gradient", np.nan, True), ("gradient", np.inf, False), ("result", np.nan, False)]
)
def test_a_branch_that_is_not_chosen_is_suspected_of_a_gradient_alone(kind, bad, is_told):
    yours = np.where(ROW == 0, bad, ROW)
    (words,) = symptoms(Difference("values", yours, ROW), Question("f", (ROW,), {}, TARGETS["torch-cpu"], kind))
    assert "an ordinary number is expected" in words
    assert ("does not choose" in words) == is_told


WHOLE = {
    "32 bits": (np.array([2**31 - 7, 5]), np.array([2**34 + 2**31 - 7, 5]), "off by a multiple of 2^32"),
    "what no integer of 16 bits holds": (np.array(2**18), np.array(2**19), ""),
    "8 bits": (np.array(300 - 256), np.array(300), "off by a multiple of 2^8"),
    "floats": (np.array(2**53), np.array(2**53 + 1), "A float64 holds whole numbers up to 2^53"),
    "a plain error": (np.array(2**34 - 8), np.array(2**34 - 7), ""),
    "256 too few": (np.array(1), np.array(-255 + 512), "off by a multiple of 2^8"),
    "a small number": (np.array(-206), np.array(50), ""),
}


@pytest.mark.parametrize("what", WHOLE)
def test_what_whole_numbers_lose_in_a_dtype_is_told(what):
    yours, expected, words = WHOLE[what]
    found = told(yours, expected, np.arange(3))
    assert words in found
    assert bool(words) == bool(found)


def _again(function, *inputs) -> list[Pair]:
    """The results of a wrong function and of the right one, which doubles, for some inputs."""
    return [Pair(Question("f", (x,), {}, TARGETS["numpy"]), function(x), 2 * x) for x in inputs]


NUMBERS = np.array([3.7, -1.9, 0.23, 5.11, -0.72])
FURTHER = {
    "a factor of one number": (lambda x: 6 * x, "3 times what is expected"),
    "a square": (lambda x: 4 * x * x, "Yours is the square of what is expected"),
    "whole numbers": (lambda x: np.array(float(int(x)) * 3 + 1), "Each entry of yours is a whole number"),
    "an amount": (lambda x: 2 * x + 0.3, "off by +0.3"),
    "a factor that holds but once": (lambda x: 6 * x if x == 3.7 else 5 * x + 0.01, ""),
    "float32 but once": (lambda x: np.float64(np.float32(2 * x)) if x == 3.7 else 2 * x, ""),
    "an offset but once": (lambda x: 2 * x + (0.3 if x == 3.7 else 0.5 * x), ""),
}


@pytest.mark.parametrize("what", FURTHER)
def test_what_is_told_holds_for_further_questions_too(what):
    function, words = FURTHER[what]
    first, *more = _again(function, *map(np.array, NUMBERS))
    found = " ".join(symptoms(Difference("values", first.yours, first.expected), first.question, more))
    assert words in found
    assert words or "what is expected" not in found
    assert words or "float32 number" not in found


def test_what_is_wrong_at_zeros_is_told_where_it_is_so_elsewhere():
    """Once at a zero, and once elsewhere: a place, and no matter of zeros."""

    def said(*further):
        return symptoms(Difference("values", first.yours, first.expected), first.question, further)

    def wrong(x):
        return np.where(np.arange(5) == 2, 9.0, 2 * x)

    first, *more = _again(wrong, ROW, np.roll(ROW, 1))
    assert "input is zero" in said()[0]
    assert said(*more) == ["Along axis 0, only what stands at index 2 is wrong."]


@pytest.mark.parametrize(
    ("yours", "words"),
    [(-np.log(1e-9), "-log(1e-09)"), (-np.log(np.finfo(float).eps) / 2, "-log(the eps of float64)"), (20.7, "")],
)
def test_a_guard_is_known_by_its_logarithm(yours, words):
    found = told(np.array(yours), np.array(1000.0), np.array([1000.0, 0.0]))
    assert words in found
    assert words or "log" not in found


def test_names_that_two_dicts_have_not_in_common_are_told():
    yours, expected = {"head.weight": [2], "head.bias": [2]}, {"head.weight": [2], "norm.weight": [2]}
    question = Question(lambda s: s, (), {}, TARGETS["numpy"])
    assert symptoms(Difference("type", yours, expected), question) == ["Missing: norm.weight.", "Too many: head.bias."]


BLOCK = {"up.weight": [6, 4], "up.bias": [6], "norm.weight": [2]}
BLOCKS = {f"blocks.{i}.{name}": shape for i in range(2) for name, shape in BLOCK.items()}
NAMED = {"tokens.weight": [9, 4], **BLOCKS, "head.weight": [9, 4]}


@pytest.mark.parametrize(
    ("yours", "words"),
    [
        (100 + 36, "36 too many: as many as head has."),
        (100 - 32, "32 are missing: as many as blocks.1 has."),
        (107, ""),
    ],
    ids=["an untied head", "a shared block", "another number"],
)
def test_a_wrong_number_of_parameters_is_told_by_their_names(yours, words):
    value = NAMED | {"numbers trained": yours}
    found = " ".join(counts(Difference("values", yours, 100, "['numbers trained']"), value))
    assert words in found
    assert bool(words) == bool(found)


SHAPES = {
    "swapped": ((2, 3), (3, 2), "Is a transpose missing, or one too many?"),
    "kept": ((4, 1), (4,), "Axis 1 has size 1, and should not be there. Do None"),
    "gone": ((4,), (4, 1), "Axis 1, of size 1, is missing. None in an index makes one"),
    "flat": ((6,), (2, 3), "the axes are not"),
    "one number": ((), (3,), "runs along more axes than it should"),
    "pairs": ((3, 3), (3,), "Does each of 3 entries meet each of 3 others?"),
    "an axis too many": ((4, 2), (4,), "axis 1 of size 2"),
    "a batch": ((4,), (4, 2), "Axis 1, of size 2, is missing"),
    "two axes too many": ((3, 3), (), "Yours has 2 axes, and 0 are expected"),
    "two swapped": ((4, 2, 5), (2, 4, 5), "The sizes of axes 0 and 1 are swapped"),
    "another length": ((4,), (5,), "Axis 0 is one too short"),
    "other sizes": ((4, 5), (7, 9), ""),
}


@pytest.mark.parametrize("what", SHAPES)
def test_a_wrong_shape_is_told_by_its_axes(what):
    yours, expected, words = SHAPES[what]
    found = told(np.ones(yours), np.arange(2.0, 2.0 + np.prod(expected)).reshape(expected), aspect="shape")
    assert words in found
    assert bool(words) == bool(found)


@pytest.mark.parametrize(
    ("shape", "words"), [((0, 3, 4), "size 0"), ((2, 3, 4), "counts them from the front"), ((3, 4), "")]
)
def test_a_wrong_shape_of_a_batch_and_of_nothing_is_told(shape, words):
    question = Question("f", (np.zeros(shape),), {}, TARGETS["numpy"])
    found = " ".join(symptoms(Difference("shape", np.zeros((9, 7)), np.zeros((8, 6))), question))
    assert words in found
    assert bool(words) == bool(found)


TEXTS = {
    "no text": ("", "raw, smooth", "no text at all"),
    "spaces": ("raw,  smooth", "raw, smooth", "the spaces are not"),
    "a letter in halves": ("caf\ufffd\ufffd", "café", "Join all bytes, then decode once"),
    "capitals": ("Step", "step", "Only upper and lower case"),
    "commas": ("raw; smooth", "raw, smooth", "the characters between them"),
    "order": ("smooth, raw", "raw, smooth", "in the wrong order"),
    "one too few": ("raw", "raw, smooth", "Missing: smooth."),
    "one too many": ("raw, raw2, smooth", "raw, smooth", "Too many: raw2."),
    "another number": ("a deviation of 0.08", "a deviation of 0.5", "There is 0.08 where 0.5 is expected."),
    "another word": ("raw, mean", "raw, smooth", "There is mean where smooth is expected."),
}


@pytest.mark.parametrize("what", TEXTS)
def test_what_two_texts_have_in_common_is_told(what):
    yours, expected, words = TEXTS[what]
    assert words in told(yours, expected)


def test_names_that_are_missing_in_a_list_are_told():
    question = Question("f", (X,), {}, TARGETS["python"])
    assert symptoms(Difference("type", ["count", "mean"], ["count", "mean", "std"]), question) == ["Missing: std."]
    assert symptoms(Difference("type", [1, 2], [1, 2, 3]), question) == []


ENDS = {
    "the last is missing": (ROW[:-1], ROW, "The last entry is missing"),
    "the first is missing": (X[:, 1:], X, "The first entry along axis 1 is missing"),
    "one more at the end": (ROW, ROW[:-1], "The last entry should not be there"),
    "one more at the front": (ROW, ROW[1:], "The first entry should not be there"),
    "more than the right ones": (ROW, ROW[[1, 3]], "All the right entries are there, and 3 more"),
    "some of the right ones": (ROW[[0, 3]], ROW, "3 of 5 entries are missing"),
    "words": (np.array(["a", "b"]), np.array(["a", "b", "c"]), "The last entry is missing"),
    "others": (ROW[:-2] + 1, ROW, "in place of 5, and they part at index 0"),
    "others of one kind": (np.ones(3), np.ones(5), ""),
    "out of order": (ROW[[3, 0]], ROW, "2.5 stands where 3.0"),
}


@pytest.mark.parametrize("what", ENDS)
def test_what_an_axis_lacks_is_told(what):
    yours, expected, words = ENDS[what]
    question = Question("f", (X,), {}, TARGETS["numpy"])
    found = " ".join(symptoms(Difference("shape", yours, expected), question))
    assert words in found
    assert bool(words) == bool(found)


@pytest.mark.parametrize(
    ("yours", "expected"),
    [
        (np.array(3.1), np.array(2.9)),
        (np.array([1.0, 2.0]), np.array([2.0, 4.1])),
        (np.array([0.0, 0.0]), np.array([1.0, 2.0])),
        (ROW, ROW + np.array([0.1, 0, 0.2, 0, 0.3])),
        (ROW[1:] + 0.3, ROW[1:]),
        (np.array([[1.0, 2.0], [2.0, 1.0]]) + 0.5, np.array([[1.0, 2.0], [2.0, 3.0]])),
        ("ab", "ba"),
        ("a fox", "two dogs"),
        (None, np.ones(3)),
        (np.zeros((0, 3)), np.zeros((0, 3))),
        (np.full(5, 1.7), np.ones(5)),
        (258, 257),
        (3, 2),
        (np.array([500, 258, 300]), np.array([500, 257, 300])),
    ],
)
def test_where_there_is_no_fact_nothing_is_told(yours, expected):
    assert told(yours, expected, np.ones(7)) == ""


@pytest.mark.parametrize(
    ("yours", "expected", "words"),
    [
        ("float64", "int64", "yours are floats"),
        ("complex128", "bool", "yours are floats"),
        ("int64", "bool", "yours are whole numbers"),
        ("uint8", "bool", "yours are whole numbers"),
        ("bool", "int32", "yours are truth values"),
        ("object", "bool", "has a different one"),
        ("float64", "float32", "has a different one"),
        ("float32", "bfloat16", "has a different one"),
        ("int64", "float64", "yours are whole numbers, which cannot hold a fraction"),
    ],
)
def test_a_dtype_of_another_kind_is_called_by_its_name(yours, expected, words):
    mine, due = (
        np.zeros(2, "f4").view(BFloat16Array) if d == "bfloat16" else np.zeros(2, d) for d in (yours, expected)
    )
    assert words in of_another_kind(mine, due)


@pytest.mark.parametrize(
    ("dtypes", "words"),
    [(("f8", "f4"), "The inputs have different dtypes here"), (("f4", "f4"), "the dtype of the input")],
)
def test_of_two_inputs_that_differ_none_is_called_the_input(dtypes, words):
    inputs = tuple(np.ones(2, dtype) for dtype in dtypes)
    asked = Asked(Question("f", inputs, {}, TARGETS["numpy"]), Answer(np.ones(2)))
    assert words in advice(asked, Difference("dtype", np.ones(2), np.ones(2, "f4")))


@pytest.mark.parametrize(
    ("yours", "words"), [(2.0, "np.prod"), (np.array(2.0), "np.prod"), ("2", "None"), (ROW, "None")]
)
def test_a_float_is_told_from_a_whole_number(yours, words):
    asked = Asked(Question("f", (ROW,), {}, TARGETS["numpy"]), Answer(yours))
    assert words in str(advice(asked, Difference("type", yours, 2)))


def _layers(solution, x):
    """A scenario, which uses what the solution gives."""


@pytest.mark.parametrize(
    ("error", "text", "words"),
    [
        ("TypeError", "unhashable type: 'numpy.ndarray'", "what it returned could not be used"),
        ("TypeError", "tuple indices must be integers or slices, not str", "what it returned could not be used"),
        ("KeyError", "'W'", "what it returned could not be used"),
        ("ValueError", "not enough values to unpack (expected 2, got 1)", "what it returned could not be used"),
        ("AttributeError", "'SGD' object has no attribute 'lr'", "set self.lr in __init__"),
        ("TypeError", "'NoneType' object is not subscriptable", "Something is None"),
    ],
)
def test_what_a_scenario_can_not_use_is_no_fault_of_a_line(error, text, words):
    asked = Asked(Question(_layers, (), {}, TARGETS["numpy"]), Answer(raised=Raised((f"builtins.{error}",), text)))
    assert words in what_it_means(asked)
    line = Raised((f"builtins.{error}",), text, (Line("mlp.py", 3, "step"),))
    assert "could not be used" not in str(what_it_means(replace(asked, answer=Answer(raised=line))))


@pytest.mark.parametrize(
    ("path", "words"), [("", "Yours is None. Does the function end"), ("['word'][2]", "This part is None")]
)
def test_none_in_a_part_of_a_result_says_nothing_of_the_whole(path, words):
    asked = Asked(Question("f", (ROW,), {}, TARGETS["numpy"]), Answer({"word": ["a", "b", None]}))
    assert words in advice(asked, Difference("type", None, "NA", path))


def test_a_whole_number_where_a_float_is_due_is_told_how_to_begin():
    asked = Asked(Question("f", (ROW,), {}, TARGETS["numpy"]), Answer(0))
    assert "a Python int" in advice(asked, Difference("type", 0, np.array(0.0)))


@pytest.mark.parametrize(("yours", "due", "type_"), [(True, 1.0, "float"), (3, 3.0, "float"), (1, True, "bool")])
def test_a_number_of_another_type_is_told_how_to_convert_it(yours, due, type_):
    asked = Asked(Question("f", (ROW,), {}, TARGETS["numpy"]), Answer(yours))
    assert f"{type_}(x) converts it" in advice(asked, Difference("type", yours, due))


def test_numbers_are_not_what_matplotlib_gives():
    def dot(u, v):
        return np.dot(u, v)

    drawing = SimpleNamespace(plt=ModuleType("matplotlib.pyplot"), np=np, f=dot)
    wording = Wording("f", SimpleNamespace(numpy=drawing))
    for scenario, named in (("f", "NumPy gives"), (test_where_there_is_no_fact_nothing_is_told, "Matplotlib gives")):
        asked = Asked(Question(scenario, (ROW,), {}, TARGETS["python"]), Answer(ROW))
        assert wording._libraries(asked) == named


@pytest.mark.parametrize(
    ("id", "function", "target", "named"),
    [
        ("01_linear_algebra/01_dot_product", "dot", "numpy", "NumPy gives"),
        ("01_linear_algebra/01_dot_product", "dot", "torch-cpu", "NumPy and torch give"),
        ("01_linear_algebra/02_norms", "distance", "numpy", "it should be"),
        ("03_probability/01_softmax", "softmax", "numpy", "SciPy gives"),
        ("01_linear_algebra/03_cosine_similarity", "cosine_similarity", "numpy", "it should be"),
        ("01_linear_algebra/03_cosine_similarity", "cosine_similarity", "torch-cpu", "torch gives"),
        ("05_tensors/05_masking", "masked_mean", "torch-cpu", "it should be"),
        ("03_probability/07_distributions", "Normal", "numpy", "it should be"),
        ("09_projects/03_digits", "train_test_split", "torch-cpu", "it should be"),  # is decorated
    ],
)
def test_a_library_is_named_only_where_it_has_the_function(id, function, target, named):
    wording = Wording("f", References(place_of(id)))
    asked = Asked(Question(function, (ROW,), {}, TARGETS[target]), Answer(ROW))
    assert wording._libraries(asked) == named


def test_an_argument_names_a_factor():
    question = Question("f", (ROW, 0.3), {}, TARGETS["numpy"])
    assert "(0.3, an argument)" in symptoms(Difference("values", 0.3 * ROW, ROW), question)[0]
    assert "(1/0.3, of an argument)" in symptoms(Difference("values", np.array(5 / 0.3), np.array(5.0)), question)[0]


def test_a_few_zeros_in_one_of_several_inputs_are_no_fact():
    yours, bias = np.array([6.0, 2.0, 0.0]), np.array([0.0, 1.0, 0.0])
    assert not told(yours, np.array([0.5, 2.0, -2.0]), np.array([1.0, -2.0]), bias)


@given(st.integers(0, 10_000))
def test_unrelated_numbers_have_no_symptom(seed):
    rng = np.random.default_rng(seed)
    assert told(rng.normal(size=(3, 4)), rng.normal(size=(3, 4)), rng.normal(size=7)) == ""
