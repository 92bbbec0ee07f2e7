"""Layer normalisation brings every vector to mean 0 and variance 1, then applies a gain and a bias."""

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
    instead="You need a mean, a difference, the mean of its square and a root; mean and var are allowed.",
    ladder={"x": "finite", "weight": "finite", "bias": "finite"},
    long="D *",
)

X, GAIN, BIAS = np.array([[1.0, 2.0, 4.0], [0.0, 3.0, 1.0]]), np.array([2.0, 3.0, -1.0]), np.array([0.5, 0.0, 1.0])
SQUARE = np.array([[1.0, 2.0, 4.0], [6.0, 4.0, 7.0], [3.0, 0.0, 1.0]])
CLOSE = np.array([[0.001, 0.003], [0.003, 0.001]])
"""Rows whose variance, 1e-6, is less than the default eps."""


@st.composite
def plain_inputs(draw, magnitude=10.0):
    """A batch of vectors, each with a height and a spread of its own, and all combinations of a gain and a bias."""
    x = draw(plain_arrays(shapes(2, 2, min_side=2), magnitude))
    if draw(st.booleans()):
        each = (x.shape[0], 1)
        x = x * 10 ** draw(plain_arrays(each, magnitude=2.0)) + draw(plain_arrays(each, magnitude=100.0))
    vectors = st.none() | plain_arrays(x.shape[-1:], magnitude=3.0)
    return x, draw(vectors), draw(vectors)


@st.composite
def rows(draw):
    """Vectors along the last axis, of any number of axes, each with a height and a spread of its own."""
    x = draw(arrays())
    if draw(st.booleans()):
        heights = draw(arrays((*x.shape[:-1], 1), x.dtype, magnitude=100.0, layouts=False))
        powers = draw(arrays((*x.shape[:-1], 1), np.float64, magnitude=4.0, layouts=False))
        x = x * (10**powers).astype(x.dtype) + heights
    return x


@st.composite
def inputs(draw, xs=None):
    """Vectors along the last axis, and all combinations of a gain and a bias."""
    x = draw(rows() if xs is None else xs)
    vectors = st.none() | arrays(x.shape[-1:], x.dtype, magnitude=3.0, layouts=False)
    return x, draw(vectors), draw(vectors)


def deviations(x, eps=1e-5):
    """What the entries of each vector are divided by."""
    return np.sqrt(np.var(x, axis=-1, keepdims=True, dtype=np.float64) + eps)


def reach(x, weight=None, eps=1e-5):
    """How large x / deviation and mean / deviation are, whose difference is the result."""
    terms = np.abs(x).max(axis=-1, keepdims=True) / deviations(x, eps)
    return float(terms.max(initial=0.0) * (1 if weight is None else np.abs(weight).max()))


# ---------------------------------------------------------------------------------------- core


def test_worked_example(kata):
    x = np.array([[1.0, 2.0, 3.0, 6.0], [10.0, 20.0, 30.0, 60.0]])
    kata.check_figure("layer_norm", x, gives=[[-1.0690, -0.5345, 0.0, 1.6036]] * 2, decimals=4)


def test_worked_example_of_eps_under_the_root(kata):
    kata.check_figure("layer_norm", CLOSE, gives=[[-0.3015, 0.3015], [0.3015, -0.3015]], decimals=4)


def test_worked_example_with_gain_and_bias(kata):
    x, weight, bias = np.array([[1.0, 2.0, 3.0, 6.0]] * 2), np.array([2.0, 1.0, 5.0, 0.5]), np.array([1.0, 0, 3, -1])
    kata.check_figure("layer_norm", x, weight, bias, gives=[[-1.1381, -0.5345, 3.0, -0.1982]] * 2, decimals=4)


@pytest.mark.parametrize("x", [X, SQUARE, np.arange(640.0).reshape(40, 16) ** 2 % 7], ids=["2 x 3", "3 x 3", "40 x 16"])
def test_normalises_each_vector_on_its_own(kata, x):
    kata.check("layer_norm", x)


def test_scales_by_the_gain_alone(kata):
    kata.check("layer_norm", X, GAIN)


def test_shifts_by_the_bias_alone(kata):
    kata.check("layer_norm", X, None, BIAS)


@given(plain_inputs())
@example((X, GAIN, BIAS))
@example((X, np.zeros(3), BIAS))
def test_agrees_with_numpy_and_torch(kata, x_weight_bias):
    x, weight, bias = x_weight_bias
    kata.check("layer_norm", x, weight, bias, scale=reach(x, weight))


@given(plain_inputs(), st.sampled_from([1e-12, 1e-3, 0.5, 10.0]))
@example((X, GAIN, BIAS), 0.5)
@example((CLOSE, None, None), 1e-12)
def test_adds_the_eps_that_is_given(kata, x_weight_bias, eps):
    x, weight, bias = x_weight_bias
    kata.check("layer_norm", x, weight, bias, eps=eps, scale=reach(x, weight, eps))


@pytest.mark.parametrize("parameters", [(), (GAIN,), (GAIN, BIAS)], ids=["x", "weight", "weight and bias"])
def test_gives_the_bias_for_a_constant_vector(kata, parameters):
    kata.check("layer_norm", np.array([[5.0, 5.0, 5.0], [0.0, 0.0, 0.0]]), *parameters, scale=reach(X, GAIN))


@pytest.mark.parametrize("offset", [1e4, -1e5, 1e6])
def test_is_exact_far_from_zero(kata, offset):
    kata.check("layer_norm", X + offset, scale=reach(X + offset))


@given(plain_inputs())
def test_gives_mean_zero(kata, x_weight_bias):
    x, *_ = x_weight_bias
    mean = np.mean(kata.layer_norm(x), axis=-1, keepdims=True)
    scale = np.abs(x).max(axis=-1, keepdims=True) / deviations(x)
    kata.equal(mean, np.zeros_like(mean), "the mean of each vector is 0", scale=scale)


@given(plain_inputs())
def test_gives_variance_one_but_for_eps(kata, x_weight_bias):
    x, *_ = x_weight_bias
    variance = np.var(kata.layer_norm(x), axis=-1, keepdims=True)
    scale = 1 + np.abs(x).max(axis=-1, keepdims=True) / deviations(x)
    expected = 1 - 1e-5 / deviations(x) ** 2
    kata.equal(variance, expected, "the variance of each vector is var / (var + eps)", scale=scale**2)


@given(plain_arrays(shapes(2, 2, min_side=2)), st.integers(-50, 50))
def test_is_unchanged_by_a_shift(kata, x, shift):
    scale = (np.abs(x).max() + abs(shift)) / deviations(x)
    kata.equal(kata.layer_norm(x + shift), kata.layer_norm(x), "layer_norm(x + c) = layer_norm(x)", scale=scale)


@given(plain_arrays(shapes(2, 2, min_side=2)), st.integers(-10, 10))
@example(CLOSE, 10)
@example(X, -10)
def test_is_unchanged_by_a_scale_that_eps_follows(kata, x, power):
    scaled = kata.layer_norm(x * 2.0**power, eps=1e-5 * 4.0**power)
    scale = np.abs(x).max() / deviations(x)
    kata.equal(scaled, kata.layer_norm(x), "layer_norm(c x, eps = c² eps) = layer_norm(x, eps)", scale=scale)


test_is_written_from_scratch = from_scratch("layer_norm", X, GAIN, BIAS)


# --------------------------------------------------------------------------------------- edges


@edges
@given(inputs())
@example((np.array([1.0, 2.0, 3.0, 6.0]), None, None))
@example((np.arange(24.0).reshape(2, 3, 4) ** 2 % 7, None, None))
@example((np.arange(48.0).reshape(2, 2, 3, 4) ** 2 % 7, None, None))
@example((np.array([[3.0], [4.0]]), np.array([0.0]), np.array([2.0])))
@example((np.zeros((0, 3)), None, None))
@example((np.array([[1e-25, 3e-25, -2e-25]], np.float32), None, None))
def test_agrees_for_any_axes_dtype_and_layout(kata, x_weight_bias):
    x, weight, bias = x_weight_bias
    kata.check("layer_norm", x, weight, bias, scale=reach(x, weight))


@edges
@given(inputs(arrays(magnitude=1.0)), st.sampled_from([1e-3, 1e-4, 1e-6]))
@example((X, GAIN, BIAS), 1e-3)
@example((X, None, None), 1e-6)
def test_shrinks_vectors_that_vary_less_than_eps(kata, x_weight_bias, spread):
    x, weight, bias = x_weight_bias
    x = x * x.dtype.type(spread)
    kata.check("layer_norm", x, weight, bias, scale=reach(x, weight))


@edges
@given(inputs(arrays(magnitude=3.0)), st.sampled_from([1e3, 1e4, -1e5, 1e6]))
@example((X.astype(np.float32), None, None), 1e4)
def test_is_as_exact_as_its_dtype_far_from_zero(kata, x_weight_bias, offset):
    x, weight, bias = x_weight_bias
    x = x + x.dtype.type(offset)
    kata.check("layer_norm", x, weight, bias, scale=reach(x, weight))


@edges
@given(inputs(arrays().map(lambda x: np.repeat(x[..., :1], x.shape[-1], axis=-1))))
@example((np.zeros((1, 3)), None, None))
def test_gives_the_bias_for_constant_vectors_of_any_size(kata, x_weight_bias):
    x, weight, bias = x_weight_bias
    kata.check("layer_norm", x, weight, bias, scale=reach(x, weight))


@edges
@given(inputs(arrays(dtype=np.float16, magnitude=1e4)), st.sampled_from([1e-5, 10.0]))
@example((X.astype(np.float16), GAIN.astype(np.float16), BIAS.astype(np.float16)), 10.0)
@example((np.array([[300.0, -300.0, 100.0]], np.float16), None, None), 1e-5)
@example((np.array([[6e4, -6e4, 1e4, 2e4]], np.float16), None, None), 1e-5)
def test_is_finite_for_float16_whose_squares_are_not(kata, x_weight_bias, eps):
    x, weight, bias = x_weight_bias
    kata.check("layer_norm", x, weight, bias, eps=eps, scale=reach(x, weight, eps))


def in_float16(solution, x):
    """Of whole numbers, which float16 holds exactly."""
    xp = array_namespace(x)
    return solution.layer_norm(xp.astype(x, xp.float16))


@edges
def test_keeps_the_digits_of_float16_far_from_zero(kata):
    x = np.array([[2001, 2002, 2004], [1, 2, 4]])
    kata.check_figure(in_float16, x, gives=[[-1.07, -0.27, 1.34]] * 2, decimals=2)


@edges
def test_keeps_an_outlier_among_the_768_entries_of_gpt2(kata):
    x = np.random.default_rng(0).normal(size=(2, 768)).astype(np.float32)
    x[0, 300] = 200.0
    kata.check("layer_norm", x)


@edges
@pytest.mark.parametrize("shape", [(1,), (2,), (4,), (3, 3), (1, 3), (3, 1), ()], ids=str)
def test_refuses_a_gain_of_another_shape(kata, shape):
    kata.check_raises(ValueError, "layer_norm", SQUARE, np.ones(shape), says=[shape, (3,)])


@edges
@pytest.mark.parametrize("weight", [None, GAIN], ids=["without a gain", "beside a gain"])
@pytest.mark.parametrize("shape", [(1,), (2,), (4,), (3, 3), (1, 3), (3, 1), ()], ids=str)
def test_refuses_a_bias_of_another_shape(kata, shape, weight):
    kata.check_raises(ValueError, "layer_norm", SQUARE, weight, np.zeros(shape), says=[shape, (3,)])


# --------------------------------------------------------------------------------------- torch


@pytest.mark.kata(targets="torch")
@given(inputs(arrays(dtype=np.float64)))
@example((X, GAIN, BIAS))
@example((CLOSE, None, None))
@example((np.array([3.25]), np.array([0.0]), None))
@example((np.array([0.0]), np.array([3.0]), None))
def test_gradient_agrees_with_torch(kata, x_weight_bias):
    x, weight, bias = x_weight_bias
    gain = 1.0 if weight is None else max(1.0, np.abs(weight).max())  # the gradient of the gain has no gain in it
    scale = gain * max(1.0, reach(x)) * max(1.0, 1 / deviations(x).min())  # what cancels in a constant vector
    kata.check_gradient("layer_norm", x, weight, bias, scale=scale)


def slopes(solution, x, upstream):
    x.requires_grad_()
    (solution.layer_norm(x) * upstream).sum().backward()
    return x.grad


@pytest.mark.kata(targets="torch")
def test_gradient_of_each_vector_sums_to_zero(kata):
    total = kata.run(slopes, X, np.array([[1.0, 0.0, 0.0], [0.0, 2.0, -1.0]])).sum(axis=-1)
    kata.equal(total, np.zeros(2), "a shift changes nothing, so that the gradient of each vector sums to 0", scale=1.0)


test_stays_on_the_device_of_its_input = on_its_device(("layer_norm", X), ("layer_norm", X, GAIN, BIAS))
