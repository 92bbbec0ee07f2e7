"""Hypothesis strategies for judges, each named after what it yields.

Arrays are NumPy's; the kata lifts them to its target. Every axis gets a size of its own, rows may have
very different magnitude, and layouts may be transposed or have gaps.
"""

from __future__ import annotations

import functools

import hypothesis.extra.numpy as hnp
import numpy as np
from hypothesis import strategies as st

MAX_SIDE = 5


def dtypes():
    """float64, where values are judged sharply, and float32, where overflow and lost dtypes show."""
    return st.sampled_from([np.float64, np.float32])


def shapes(min_dims: int = 1, max_dims: int = 3, min_side: int = 1, max_side: int = MAX_SIDE):
    """Shapes whose axes tend to differ in size."""
    return hnp.array_shapes(min_dims=min_dims, max_dims=max_dims, min_side=min_side, max_side=max_side)


def axes(ndim: int):
    """Axes of an array, counted from either end; -1 first."""
    return st.sampled_from([-1, *range(-ndim, ndim)])


@functools.cache
def numbers(magnitude: float = 10.0, dtype=np.float64, exclude_zero: bool = False):
    """Numbers up to a magnitude: small integers, ties and zeros, and anything between."""
    bound = float(np.dtype(dtype).type(magnitude))
    width = np.dtype(dtype).itemsize * 8
    grid = [v for v in (0.0, 1.0, -1.0, 2.0, -2.0, 0.5, 3.0) if abs(v) <= bound and (v or not exclude_zero)]
    spread = st.floats(-bound, bound, width=width, allow_subnormal=False)
    if exclude_zero:
        spread = spread.filter(lambda v: abs(v) > 1e-3 * bound)
    return st.one_of(st.sampled_from(grid), spread)


@st.composite
def arrays(draw, shape=None, dtype=None, magnitude: float = 10.0, layouts: bool = True, exclude_zero: bool = False):
    """Floating arrays.

    Parameters
    ----------
    shape : tuple of int or strategy, optional
        By default one to three axes.
    dtype : dtype or strategy, optional
        By default float64 or float32.
    magnitude : float
        The largest absolute value.
    layouts : bool
        Whether the memory may be transposed or have gaps.
    exclude_zero : bool
        Whether to stay away from zero.
    """
    shape = draw(shapes()) if shape is None else draw(shape) if isinstance(shape, st.SearchStrategy) else shape
    dtype = draw(dtypes()) if dtype is None else draw(dtype) if isinstance(dtype, st.SearchStrategy) else dtype
    array = draw(_entries(np.dtype(dtype), shape, magnitude, exclude_zero))
    return draw(laid_out(array)) if layouts else array


@functools.cache
def _entries(dtype, shape, magnitude, exclude_zero):
    """Made once: building a strategy costs as much as drawing from it."""
    return hnp.arrays(dtype, shape, elements=numbers(magnitude, dtype, exclude_zero))


@st.composite
def laid_out(draw, array: np.ndarray):
    """The same array in another memory layout: as it is, transposed, or with gaps."""
    layout = draw(st.sampled_from(["C", "F", "gaps"]))
    if layout == "F" and array.ndim > 1:
        return np.asfortranarray(array)
    if layout == "gaps" and array.ndim and array.size:
        wide = np.zeros((*array.shape[:-1], 2 * array.shape[-1]), array.dtype)
        wide[..., ::2] = array
        return wide[..., ::2]
    return array


def integer_arrays(shape, low: int, high: int):
    """int64 arrays with entries from ``low`` up to, but not including, ``high``."""
    return hnp.arrays(np.int64, shape, elements=st.integers(low, high - 1))


@st.composite
def seeds_for(draw):
    """A NumPy generator with a drawn seed, for data that needs no shrinking."""
    return np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
