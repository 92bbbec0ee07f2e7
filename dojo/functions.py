"""Functions that several judges differentiate, and what a solution loses that does so by small steps.

Hand them to ``kata.check`` among the arguments: a learner reads the first line of their docstring. They run on arrays
and on tensors alike.
"""

from __future__ import annotations

import numpy as np
from array_api_compat import array_namespace


def square_of_sum(x):
    """f(x) = (sum of x)²"""
    return array_namespace(x).sum(x) ** 2


def squares_of_row_sums(x):
    """f(x) = (sum of row 0)² + (sum of row 1)² + ..."""
    xp = array_namespace(x)
    return xp.sum(xp.sum(x, axis=-1) ** 2)


def log_sum_exp(x):
    """f(x) = log of the sum of exp(x)"""
    xp = array_namespace(x)
    return xp.log(xp.sum(xp.exp(x)))


def each_of(*functions):
    """Mark a test to run for each function, named after it."""
    import pytest

    return pytest.mark.parametrize("f", functions, ids=lambda f: f.__name__)


def lost(f, x) -> float:
    """Return what a central difference in float64 may lose, for a ``scale``.

    With a step from 1e-6 to 1e-4 it loses to rounding, or to curvature.
    """
    t = x.astype(np.float64)
    size = 1 + np.abs(t).sum() + np.abs(f(t)).max() + np.abs(f(np.abs(t))).max()
    return size / 1e-6 * np.finfo(np.float64).eps / np.finfo(x.dtype).eps
