"""Gradient clipping shortens all gradients alike, and never lengthens them."""

import numpy as np
import pytest
from array_api_compat import array_namespace
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch, on_its_device
from dojo.strategies import arrays, dtypes, plain_arrays, shapes

pytestmark = pytest.mark.kata(
    minutes=30,
    from_scratch=[
        *("clip_grad_norm_", "clip_grad_norm", "clip_grad_value_", "get_total_norm", "clip_grads_with_norm_"),
        *("clip_by_global_norm", "global_norm", "foreach_norm", "total_norm_"),
    ],
    instead="You need a sum of squares, a root, and one factor for all.",
    ladder={
        "by_norm.grads": "finite",
        "by_norm.max_norm": "positive",
        "clip_by_value.grads": "finite",
        "clip_by_value.limit": "positive",
    },
)

FIGURE = [np.array([3.0, 4.0]), np.array([0.0, 12.0])]
THREE = [np.array([1.0, -2.0, 2.0]), np.array([[0.5, 0.0], [4.0, -1.0]]), np.array([-3.0, 0.25])]
limits = st.sampled_from([0.5, 1.0, 5.0, 100.0])
apart = st.sampled_from([0.53, 1.07, 5.3, 97.1])  # no norm is a limit, where the 1e-6 decides: that is an edge


def lists_of(array):
    return st.lists(shapes(max_dims=2, min_side=2, max_side=3), min_size=1, max_size=3).flatmap(
        lambda found: st.tuples(*[array(shape) for shape in found]).map(list)
    )


def lists_of_any_shape_and_dtype():
    """Also of shape (), and empty."""
    any_shape = shapes(min_dims=0, max_dims=2, min_side=0, max_side=3)
    several = st.lists(any_shape, min_size=1, max_size=3)
    return st.tuples(several, dtypes()).flatmap(
        lambda drawn: st.tuples(*[arrays(shape, drawn[1]) for shape in drawn[0]]).map(list)
    )


# ------------------------------------------------------------------------------------- scenarios


def by_norm(solution, grads, max_norm):
    """The clipped gradients, and the norm in their dtype, whatever kind of number it is."""
    clipped, norm = solution.clip_by_norm(list(grads), max_norm)
    first = next(g for g in grads if g is not None)
    return {"clipped": list(clipped), "norm": array_namespace(first).asarray(float(norm), dtype=first.dtype)}


def the_norm(solution, grads, max_norm):
    return float(solution.clip_by_norm(list(grads), max_norm)[1])


def in_a_row(solution, name, grads, limit):
    """All entries of the clipped gradients, in one row."""
    found = getattr(solution, name)(list(grads), limit)
    clipped = found[0] if name == "clip_by_norm" else found
    xp = array_namespace(*clipped)
    return xp.concat([xp.reshape(g, (-1,)) for g in clipped])


# ---------------------------------------------------------------------------------------- core


def test_the_norm_is_that_of_all_gradients_together(kata):
    kata.check_figure(the_norm, FIGURE, 1.0, gives=13.0)


def test_worked_example_of_the_norm(kata):
    kata.check_figure(in_a_row, "clip_by_norm", FIGURE, 2.6, gives=[0.6, 0.8, 0, 2.4], decimals=5)


def test_worked_example_of_the_value(kata):
    kata.check_figure(in_a_row, "clip_by_value", FIGURE, 2.0, gives=[2, 2, 0, 2])


def test_the_norm_is_that_before_clipping(kata):
    kata.check_figure(the_norm, FIGURE, 0.5, gives=13.0)
    kata.check_figure(the_norm, FIGURE, 20.0, gives=13.0)


@pytest.mark.parametrize("max_norm", [20.0, 13.1])
def test_gradients_within_the_limit_stay_as_they_are(kata, max_norm):
    kata.check_figure(in_a_row, "clip_by_norm", FIGURE, max_norm, gives=[3, 4, 0, 12])


@given(lists_of(plain_arrays), apart)
@example(THREE, 1.0)
@example(FIGURE, 100.0)
@example([np.array([3e-6, 0.0]), np.array([4e-6, 0.0])], 1e-6)
def test_by_norm_agrees_with_numpy_and_torch(kata, grads, max_norm):
    kata.check(by_norm, grads, max_norm)


@given(lists_of(plain_arrays), limits)
@example(THREE, 1.0)
def test_by_value_agrees_with_numpy_and_torch(kata, grads, limit):
    kata.check("clip_by_value", grads, limit)


@given(lists_of(lambda shape: plain_arrays(shape, exclude_zero=True)), limits)
@example(THREE, 0.5)
def test_the_direction_stays_and_the_length_is_within_the_limit(kata, grads, max_norm):
    before = np.concatenate([g.ravel() for g in grads])
    after = kata.run(in_a_row, "clip_by_norm", grads, max_norm)
    kata.require(np.linalg.norm(after) <= max_norm, "the clipped gradients are no longer than max_norm")
    factor = np.linalg.norm(after) / np.linalg.norm(before)
    kata.equal(after, before * factor, "all entries are multiplied by one factor")


test_is_written_from_scratch = from_scratch((by_norm, THREE, 1.0), ("clip_by_value", THREE, 1.0))


# --------------------------------------------------------------------------------------- edges


@edges
@given(lists_of_any_shape_and_dtype(), limits)
@example([np.array(3.0), np.zeros((0, 2)), np.array([4.0])], 1.0)
@example([np.zeros(3, np.float32)], 1.0)
@example(FIGURE, 13.0)
def test_by_norm_agrees_for_any_shape_dtype_and_layout(kata, grads, max_norm):
    kata.check(by_norm, grads, max_norm)


@edges
@given(lists_of_any_shape_and_dtype(), limits)
@example([np.array(3.0), np.zeros((0, 2)), np.array([4.0])], 1.0)
def test_by_value_agrees_for_any_shape_dtype_and_layout(kata, grads, limit):
    kata.check("clip_by_value", grads, limit)


@edges
@pytest.mark.parametrize("size", [1e20, 1e25, 1e-25, 1e-30])
def test_squares_may_overflow_or_vanish_where_the_norm_does_not(kata, size):
    grads = [(g * size).astype(np.float32) for g in FIGURE]
    kata.check(by_norm, grads, 1.0)


@edges
@pytest.mark.parametrize("bad", [np.inf, -np.inf, np.nan], ids=str)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_a_norm_that_is_no_number_is_refused(kata, bad, dtype):
    grads = [np.array([3.0, 0.0], dtype), np.array([1.0, bad], dtype)]
    kata.check_raises(ValueError, by_norm, grads, 1.0, says=["nan" if np.isnan(bad) else "inf"])
    kata.check_raises(ValueError, by_norm, grads[::-1], 1.0)


@edges
def test_by_value_infinity_becomes_the_limit_and_nan_stays(kata):
    kata.check("clip_by_value", [np.array([np.inf, np.nan, 0.5]), np.array([-np.inf, -3.0])], 2.0)


@edges
def test_a_limit_of_zero_makes_zeros(kata):
    kata.check(by_norm, THREE, 0.0)
    kata.check("clip_by_value", THREE, 0.0)


@edges
@pytest.mark.parametrize("function", [by_norm, "clip_by_value"], ids=["norm", "value"])
def test_a_negative_limit_is_refused(kata, function):
    kata.check_raises(ValueError, function, THREE, -0.25, says=["-0.25"])


@edges
def test_a_gradient_of_none_stays_none(kata):
    grads = [None, *FIGURE, None]
    kata.check(by_norm, grads, 1.0)
    kata.check("clip_by_value", grads, 1.0)


def from_a_generator(solution, grads, max_norm):
    return list(solution.clip_by_norm((g for g in grads), max_norm)[0])


@edges
@pytest.mark.parametrize("max_norm", [1.0, 100.0])
def test_takes_the_gradients_from_a_generator(kata, max_norm):
    kata.check(from_a_generator, THREE, max_norm)


def of_no_gradients(solution, grads):
    clipped, norm = solution.clip_by_norm(grads, 1.0)
    return [list(clipped), float(norm), list(solution.clip_by_value(grads, 1.0))]


@edges(targets="numpy")
@pytest.mark.parametrize("grads", [[], [None, None]], ids=["no gradients", "only None"])
def test_no_gradients_have_the_norm_zero(kata, grads):
    kata.check(of_no_gradients, grads)


def after_the_results_were_written(solution, grads, limit):
    """The gradients of the caller, after 100 was added to each result."""
    own = [array_namespace(g).asarray(g, copy=True) for g in grads]
    for clipped in (solution.clip_by_norm(list(own), limit)[0], solution.clip_by_value(list(own), limit)):
        for g in clipped:
            g += 100
    return own


@edges
@pytest.mark.parametrize("limit", [1.0, 100.0])
def test_the_results_are_new_arrays(kata, limit):
    kata.check(after_the_results_were_written, THREE, limit)


# --------------------------------------------------------------------------------------- torch


test_stays_on_the_device_of_its_gradients = on_its_device(("clip_by_norm", THREE, 1.0), ("clip_by_value", THREE, 1.0))
