"""What judges draw has what it promises."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import find, given, settings

from dojo.strategies import arrays_of_two_dtypes, two_dtypes

FOUND = settings(derandomize=True, database=None, deadline=None)


@pytest.mark.parametrize("first", [np.float64, np.float32])
@pytest.mark.parametrize("second", [np.float64, np.float32])
def test_two_dtypes_are_drawn_apart(first, second):
    assert find(two_dtypes(), lambda pair: pair == (first, second), settings=FOUND)


def test_the_simplest_two_dtypes_differ():
    first, second = find(two_dtypes(), lambda pair: True, settings=FOUND)
    assert first != second


@FOUND
@given(arrays_of_two_dtypes(exclude_zero=True))
def test_arrays_of_two_dtypes_have_one_shape(pair):
    first, second = pair
    assert first.shape == second.shape
    assert np.all(first)
    assert np.all(second)
