"""One rule says when two numbers are the same, and one when that is no coincidence."""

from __future__ import annotations

import numpy as np
import pytest

from dojo.engine.explain.agreement import ABOUT, by_chance, half_the_digits, is_round, same, says_enough


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        (1.0, 1 + 5e-7, True),
        (1.0, 1 + 5e-6, False),
        (1e9, 1e9 + 100, True),
        (1e-9, 2e-9, False),
        (0.0, 1e-310, True),
        (np.nan, np.nan, True),
        (np.inf, np.inf, True),
        (np.inf, -np.inf, False),
        (np.inf, 3.0, False),
        (np.nan, 3.0, False),
        (True, 1, True),
    ],
)
def test_numbers_are_the_same_up_to_a_relative_error(one, other, is_same):
    assert same(one, other) == same(other, one) == is_same


def test_what_is_left_of_a_difference_is_compared_beside_its_parts():
    assert not same(1e-5, 2e-5)
    assert same(1e-5, 2e-5, beside=100.0)


def test_numbers_are_about_the_same_beside_an_eps():
    assert same(1.0, 1.00005, ABOUT)
    assert not same(1.0, 1.0005, ABOUT)


def test_a_dtype_of_fewer_digits_is_compared_by_fewer():
    digits = [half_the_digits(np.dtype(name)) for name in ("float64", "float32", "float16")]
    assert digits == sorted(digits)
    assert half_the_digits(np.dtype("int64")) == digits[0]


def test_each_number_that_is_read_off_is_confirmed_by_two_others():
    assert [by_chance(count) for count in (2, 3)] == [True, False]
    assert [by_chance(count, free=2) for count in (4, 5)] == [True, False]
    assert by_chance(np.array([2, 3])).tolist() == [True, False]


@pytest.mark.parametrize(
    ("numbers", "is_enough"),
    [
        ([0.3], True),
        ([7.0], False),
        ([0.25, 0.25, 0.25], False),
        ([1.0, 2.0, 3.0], True),
        ([], False),
        ([1e308], False),
    ],
)
def test_a_few_round_numbers_may_agree_by_chance(numbers, is_enough):
    assert says_enough(np.array(numbers)) == is_enough


def test_a_quarter_is_round_and_a_third_is_not():
    assert is_round([0.25, 1 / 3, -2.0]).tolist() == [True, False, True]
