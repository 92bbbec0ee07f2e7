"""Hypothesis strategies for judges, each named after what it yields.

Arrays are NumPy's; the kata lifts them to its target. Every axis gets a size of its own, rows may have
very different magnitude, and layouts may be transposed or have gaps.
"""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Hashable

import hypothesis.extra.numpy as hnp
import numpy as np
from hypothesis import strategies as st

MAX_SIDE = 5
_TABLE = 2**16


def _kept(make):
    """Make a strategy once for the same arguments: Hypothesis looks into each one that it has not seen."""
    cached = functools.lru_cache(1024)(make)

    @functools.wraps(make)
    def strategy(*args, **kwargs):
        can_be_kept = all(isinstance(value, Hashable) for value in (*args, *kwargs.values()))
        return (cached if can_be_kept else make)(*args, **kwargs)

    return strategy


@functools.cache
def dtypes():
    """float64, where values are judged sharply, and float32, where overflow and lost dtypes show."""
    return st.sampled_from([np.float64, np.float32])


@functools.cache
def two_dtypes():
    """Of two inputs, drawn apart, the mixed ones first: which of them a result has shows only where they differ."""
    both = (np.float64, np.float32)
    return st.sampled_from([both, both[::-1], *((dtype, dtype) for dtype in both)])


@functools.cache
def shapes(min_dims: int = 1, max_dims: int = 3, min_side: int = 1, max_side: int = MAX_SIDE):
    """Shapes whose axes tend to differ in size, as many of each number of axes."""
    sides = range(min_side, max_side + 1)
    kinds = [st.sampled_from(list(itertools.product(sides, repeat=n))) for n in range(min_dims, max_dims + 1)]
    return st.one_of(kinds)


@functools.cache
def axes(ndim: int):
    """Axes of an array, counted from either end; -1 first."""
    return st.sampled_from([-1, *range(-ndim, ndim)])


@functools.cache
def _numbers(magnitude: float, dtype: np.dtype, exclude_zero: bool) -> np.ndarray:
    """A table of numbers up to a magnitude, the simplest first.

    Half of them are small integers, ties and zeros; the rest is spread out, from the bound down to what is next
    to nothing. Drawing an index of a table costs a fraction of drawing a float.
    """
    bound, rng = float(dtype.type(magnitude)), np.random.default_rng(0)
    grid = [v for v in (0.0, 1.0, -1.0, 2.0, -2.0, 0.5, 3.0) if abs(v) <= bound]
    edges = bound * np.outer([1.0, -1.0], 10.0 ** -np.arange(16)).ravel()
    spread = bound * rng.uniform(-1, 1, _TABLE * 3 // 8)
    table = np.concatenate([np.resize(grid, _TABLE // 2), spread, np.resize(edges, _TABLE // 8)]).astype(dtype)
    return table[np.abs(table) > 1e-3 * bound] if exclude_zero else table


def _choose(draw, table: np.ndarray, shape) -> np.ndarray:
    """Entries of a table, all drawn at once."""
    shape = (shape,) if isinstance(shape, int) else shape
    count = math.prod(shape)
    indices = np.frombuffer(draw(st.binary(min_size=2 * count, max_size=2 * count)), ">u2")
    return table[indices.astype(np.int64) % len(table)].reshape(shape)


@_kept
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
    array = _choose(draw, _numbers(magnitude, np.dtype(dtype), exclude_zero), shape)
    return _lay_out(draw, array) if layouts else array


@st.composite
def arrays_of_two_dtypes(draw, shape=None, **how):
    """Two floating arrays of one shape, each with a dtype and a layout of its own.

    Parameters
    ----------
    shape, **how
        As in `arrays`.
    """
    first, second = draw(two_dtypes())
    array = draw(arrays(shape, first, **how))
    return array, draw(arrays(array.shape, second, **how))


def plain_arrays(shape=None, magnitude: float = 10.0, exclude_zero: bool = False):
    """Arrays for a core test: float64, no axis shorter than 2, ordinary numbers, ordinary memory.

    Parameters
    ----------
    shape : tuple of int or strategy, optional
        By default one to three axes.
    magnitude, exclude_zero
        As in `arrays`.
    """
    shape = shapes(min_side=2) if shape is None else shape
    return arrays(shape, np.float64, magnitude, layouts=False, exclude_zero=exclude_zero)


@st.composite
def laid_out(draw, array: np.ndarray):
    """The same array in another memory layout: as it is, transposed, or with gaps."""
    return _lay_out(draw, array)


_LAYOUTS = st.sampled_from(["C", "F", "gaps"])


def _lay_out(draw, array: np.ndarray) -> np.ndarray:
    layout = draw(_LAYOUTS)
    if layout == "F" and array.ndim > 1:
        return np.asfortranarray(array)
    if layout == "gaps" and array.ndim and array.size:
        wide = np.zeros((*array.shape[:-1], 2 * array.shape[-1]), array.dtype)
        wide[..., ::2] = array
        return wide[..., ::2]
    return array


def integer_arrays(shape, low: int, high: int):
    """int64 arrays with entries from ``low`` up to, but not including, ``high``; small ranges are quickest."""
    if high - low > _TABLE or isinstance(shape, st.SearchStrategy):
        return hnp.arrays(np.int64, shape, elements=st.integers(low, high - 1))
    return _integers(shape, low, high)


@_kept
@st.composite
def _integers(draw, shape, low: int, high: int):
    return _choose(draw, _simplest_first(low, high), shape)


@functools.cache
def _simplest_first(low: int, high: int) -> np.ndarray:
    return np.array(sorted(range(low, high), key=abs))


def counting(*shape, dtype=np.float64) -> np.ndarray:
    """An array of a shape whose entries are all different, from 1 up, so that no two can be mixed up."""
    return np.arange(1, 1 + np.prod(shape, dtype=int), dtype=dtype).reshape(shape)


def normalised(weights: np.ndarray, axis: int = -1) -> np.ndarray:
    """Distributions along an axis, of what a judge has drawn; equal probabilities where all weights are zero."""
    total = weights.sum(axis=axis, keepdims=True)
    even = np.full_like(weights, 1 / weights.shape[axis])
    return np.where(total > 0, weights / np.where(total > 0, total, 1), even).astype(weights.dtype)


def plain_runs():
    """Runs of an optimiser: what `runs` yields, of ordinary arrays."""
    return _runs(shapes(max_dims=2, min_side=2, max_side=3), plain_arrays)


def runs():
    """Parameters, and for each step a gradient for each; of any shape and dtype, also of shape (), and empty."""
    any_shape = shapes(min_dims=0, max_dims=2, min_side=0, max_side=3)
    return dtypes().flatmap(lambda dtype: _runs(any_shape, lambda shape: arrays(shape, dtype)))


@st.composite
def _runs(draw, all_shapes, array):
    """Parameters of several shapes and, for each step, a gradient for each of them; `array` draws one of a shape."""
    steps = draw(st.integers(1, 3))
    params, grads = [], [[] for _ in range(steps)]
    for shape in draw(st.lists(all_shapes, min_size=1, max_size=2)):
        params.append(draw(array(shape)))
        slopes = draw(array((steps, *shape)))
        for step in range(steps):
            grads[step].append(slopes[step, ...])
    return params, grads
