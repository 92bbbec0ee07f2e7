"""RMS norm divides every vector by its root mean square, then applies a gain."""

import numpy as np
import pytest
from array_api_compat import array_namespace
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch, on_its_device, themes
from dojo.strategies import arrays, plain_arrays, shapes

pytestmark = pytest.mark.kata(
    minutes=25,
    from_scratch=[
        *themes.NORMALIZATION,
        *("native_layer_norm", "rms_norm", "RMSNorm", "fused_rms_norm", "native_group_norm", "GroupNorm"),
        *("InstanceNorm1d", "zmap"),
    ],
    instead="You need a square, a mean, a root and a division; mean is allowed.",
    ladder={"x": "finite", "weight": "finite"},
    long="D *",
)

X, GAIN = np.array([[1.0, 2.0, 4.0], [0.0, 3.0, -1.0]]), np.array([2.0, 3.0, -1.0])
SQUARE = np.array([[1.0, 2.0, 4.0], [6.0, 4.0, 7.0], [3.0, 0.0, 1.0]])
SMALL = np.array([[0.001, -0.002], [0.0005, 0.001]])
"""Vectors whose mean square is about the default eps."""


@st.composite
def plain_inputs(draw):
    """A batch of vectors, each of a size of its own, with and without a gain."""
    x = draw(plain_arrays(shapes(2, 2, min_side=2)))
    if draw(st.booleans()):
        x = x * 10 ** draw(plain_arrays((x.shape[0], 1), magnitude=3.0))
    return x, draw(st.none() | plain_arrays(x.shape[-1:], magnitude=3.0))


@st.composite
def inputs(draw, xs=None):
    """Vectors along the last axis of any number of axes, each of a size of its own, with and without a gain."""
    x = draw(arrays() if xs is None else xs)
    if draw(st.booleans()):
        powers = draw(arrays((*x.shape[:-1], 1), np.float64, magnitude=3.0, layouts=False))
        x = x * (10**powers).astype(x.dtype)
    return x, draw(st.none() | arrays(x.shape[-1:], x.dtype, magnitude=3.0, layouts=False))


def rms(x, eps=1e-6):
    """What the entries of each vector are divided by."""
    return np.sqrt(np.mean(np.square(x, dtype=np.float64), axis=-1, keepdims=True) + eps)


# ---------------------------------------------------------------------------------------- core


def test_worked_example(kata):
    x = np.array([[1.0, 2.0, 2.0, 4.0], [10.0, 20.0, 20.0, 40.0]])
    kata.check_figure("rms_norm", x, gives=[[0.4, 0.8, 0.8, 1.6]] * 2, decimals=4)


def test_worked_example_of_two_entries(kata):
    kata.check_figure("rms_norm", np.array([[3.0, 4.0]]), gives=[[0.849, 1.131]], decimals=3)


def test_worked_example_of_eps_under_the_root(kata):
    x = np.array([[0.001, 0.001], [0.0006, -0.0002]])  # the second row tells a lower bound from no eps at all
    kata.check_figure("rms_norm", x, gives=[[0.7071, 0.7071], [0.5477, -0.1826]], decimals=4)


@pytest.mark.parametrize("x", [X, SQUARE, np.arange(640.0).reshape(40, 16) ** 2 % 7], ids=["2 x 3", "3 x 3", "40 x 16"])
def test_normalises_each_vector_on_its_own(kata, x):
    kata.check("rms_norm", x)


@pytest.mark.parametrize("x", [X, SQUARE], ids=["2 x 3", "3 x 3"])
def test_multiplies_by_the_gain(kata, x):
    kata.check("rms_norm", x, GAIN)


def test_keeps_the_direction_of_a_constant_vector(kata):
    kata.check("rms_norm", np.array([[5.0, 5.0, 5.0], [-2.0, -2.0, -2.0]]))


def test_gives_zeros_for_zeros(kata):
    kata.check("rms_norm", np.array([[0.0, 0.0, 0.0], [1.0, 0.0, 0.0]]), GAIN)


@given(plain_inputs())
@example((X, GAIN))
@example((X, np.zeros(3)))
@example((SMALL, None))
def test_agrees_with_numpy_and_torch(kata, x_weight):
    kata.check("rms_norm", *x_weight)


@given(plain_inputs(), st.sampled_from([1e-12, 1e-3, 0.5, 10.0]))
@example((X, GAIN), 0.5)
@example((SMALL, None), 1e-12)
def test_adds_the_eps_that_is_given(kata, x_weight, eps):
    kata.check("rms_norm", *x_weight, eps=eps)


@given(plain_arrays(shapes(2, 2, min_side=2)))
def test_gives_the_length_root_D_but_for_eps(kata, x):
    squares = np.mean(kata.rms_norm(x) ** 2, axis=-1, keepdims=True)
    kata.equal(squares, 1 - 1e-6 / rms(x) ** 2, "the mean square of each result is ms / (ms + eps)", scale=1.0)


@given(plain_arrays(shapes(2, 2, min_side=2)), st.integers(-10, 10))
@example(SMALL, 10)
@example(X, -10)
def test_is_unchanged_by_a_scale_that_eps_follows(kata, x, power):
    scaled = kata.rms_norm(x * 2.0**power, eps=1e-6 * 4.0**power)
    kata.equal(scaled, kata.rms_norm(x), "rms_norm(c x, eps = c² eps) = rms_norm(x, eps)")


test_is_written_from_scratch = from_scratch("rms_norm", X, GAIN)


# --------------------------------------------------------------------------------------- edges


@edges
@given(inputs())
@example((np.array([1.0, 2.0, 2.0, 4.0]), None))
@example((np.arange(24.0).reshape(2, 3, 4) ** 2 % 7, np.array([1.0, 2.0, 0.5, -1.0])))
@example((np.arange(48.0).reshape(2, 2, 3, 4) ** 2 % 7, None))
@example((np.array([[3.0], [-4.0]]), np.array([2.0])))
@example((np.zeros((0, 3)), None))
@example((np.array([[1e-25, 3e-25, -2e-25]], np.float32), None))
def test_agrees_for_any_axes_dtype_and_layout(kata, x_weight):
    kata.check("rms_norm", *x_weight)


@edges
@given(inputs(arrays(magnitude=1.0)), st.sampled_from([1e-3, 1e-4, 1e-6]))
@example((X, GAIN), 1e-3)
@example((X.astype(np.float32), None), 1e-6)
def test_shrinks_vectors_that_are_shorter_than_eps_allows(kata, x_weight, size):
    x, weight = x_weight
    kata.check("rms_norm", x * x.dtype.type(size), weight)


@edges
@given(inputs(arrays(dtype=np.float16, magnitude=10.0)))
@example((X.astype(np.float16), GAIN.astype(np.float16)))
@example((np.array([[300.0, -300.0, 100.0]], np.float16), None))
@example((np.array([[6e4, -6e4, 1e4, 2e4]], np.float16), None))
@example((np.full((1, 768), 20.0, np.float16), None))
@example((np.full((1, 3), 1e-3, np.float16), None))
def test_is_right_for_float16_whose_squares_are_not(kata, x_weight):
    kata.check("rms_norm", *x_weight)


@edges
@pytest.mark.parametrize("eps", [1e-12, 1e-6, 1e-3])
def test_takes_an_eps_that_float16_cannot_hold(kata, eps):
    kata.check("rms_norm", np.array([[5e-6, -2e-6]], np.float16), eps=eps)


def in_float16(solution, x):
    """Of whole numbers, which float16 holds exactly."""
    xp = array_namespace(x)
    return solution.rms_norm(xp.astype(x, xp.float16))


@edges
def test_worked_example_in_float16(kata):
    kata.check_figure(in_float16, np.array([[300, 400, 0, 0]]), gives=[[1.2, 1.6, 0.0, 0.0]], decimals=2)


@edges
def test_keeps_an_outlier_among_4096_entries(kata):
    x = np.random.default_rng(0).normal(size=(2, 4096)).astype(np.float32)
    x[0, 300] = 200.0
    kata.check("rms_norm", x)


@edges
@pytest.mark.parametrize("shape", [(1,), (2,), (4,), (2, 3), (1, 3), (2, 1), ()], ids=str)
def test_refuses_a_gain_of_another_shape(kata, shape):
    kata.check_raises(ValueError, "rms_norm", X, np.ones(shape), says=[shape, (3,)])


# --------------------------------------------------------------------------------------- torch


@pytest.mark.kata(targets="torch")
@given(inputs(arrays(dtype=np.float64)))
@example((X, GAIN))
@example((SMALL, None))
@example((np.array([3.25]), np.array([0.5])))
@example((np.array([0.0, 0.0]), np.array([3.0, 1.0])))
def test_gradient_agrees_with_torch(kata, x_weight):
    x, weight = x_weight
    gain = 1.0 if weight is None else max(1.0, np.abs(weight).max())  # the gradient of the gain has no gain in it
    kata.check_gradient("rms_norm", x, weight, scale=gain * max(1.0, 1 / rms(x).min()))  # what cancels along x


def slopes(solution, x, upstream):
    x.requires_grad_()
    (solution.rms_norm(x, eps=0.0) * upstream).sum().backward()
    return x.grad


@pytest.mark.kata(targets="torch")
def test_gradient_is_at_right_angles_to_the_vector(kata):
    found = kata.run(slopes, X, np.array([[1.0, 0.0, 0.0], [0.0, 2.0, -1.0]]))
    law = "without eps a longer vector gives the same result, so that the gradient is at right angles to it"
    kata.equal((found * X).sum(axis=-1), np.zeros(2), law, scale=1.0)


test_stays_on_the_device_of_its_input = on_its_device(("rms_norm", X), ("rms_norm", X, GAIN))
