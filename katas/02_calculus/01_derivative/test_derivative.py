"""The central difference is the slope, but for an error that falls as the square of the step."""

import numpy as np
import pytest
from array_api_compat import array_namespace
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch, on_its_device, themes
from dojo.functions import each_of
from dojo.strategies import arrays, plain_arrays

pytestmark = pytest.mark.kata(
    minutes=20,
    from_scratch=[*themes.DERIVATIVES, *themes.SYMBOLS, *themes.TRANSFORMS],
    instead="You need two values of f, a subtraction and a division.",
    # beside 1e9 in float32, or 1e20, each way rounds its step differently
    ladder={"x": "finite-huge-large"},
    long="*",
)


def library(x):
    """NumPy or torch; NumPy too for a plain number, as np.vectorize hands it over."""
    return np if isinstance(x, float) else array_namespace(x)


def parabola(x):
    """f(x) = x² + 3x + 1"""
    return x * x + 3 * x + 1


def cube(x):
    """f(x) = x³"""
    return x * x * x


def sine(x):
    """f(x) = sin x"""
    return library(x).sin(x)


def sine_plus_cube(x):
    """f(x) = sin x + x³"""
    return sine(x) + cube(x)


def exponential(x):
    """f(x) = exp x"""
    return library(x).exp(x)


def softplus(x):
    """f(x) = log(1 + exp x)"""
    xp = library(x)
    return xp.log1p(xp.exp(x))


STEPS = st.sampled_from([0.5, 0.1, 1e-3, 1e-4])


def cancelled(f, x, h):
    """What cancels: values of f, rounded in float64, and those of x + h, before a division by h."""
    t = x.astype(np.float64)
    size = np.abs(f(t)) + np.abs(t * (f(t + h) - f(t - h)) / h)
    return size / h * np.finfo(np.float64).eps / np.finfo(x.dtype).eps


def points(magnitude=5.0):
    """Where to differentiate: also arrays of no axes."""
    return arrays() | arrays(st.just(()), magnitude=magnitude)


GRID = np.array([[0.0, 1.0, -2.0], [3.0, 0.25, -0.5]])


# ---------------------------------------------------------------------------------------- core


@pytest.mark.parametrize(("f", "x", "gives"), [(cube, 1.0, 3.25), (parabola, 2.0, 7.0)])
def test_worked_example_with_a_step_of_one_half(kata, f, x, gives):
    kata.check_figure("derivative", f, np.array(x), 0.5, gives=gives)


def test_worked_example(kata):
    kata.check_figure("derivative", parabola, np.array(2.0), gives=7.0, decimals=6)


@each_of(parabola, cube, sine, softplus)
@given(plain_arrays(magnitude=5.0), STEPS)
@example(GRID, 0.5)
@example(np.array([1.5, -1.0, 0.25]), 1e-3)
def test_agrees_with_numpy_and_torch(kata, f, x, h):
    kata.check("derivative", f, x, h=h, scale=cancelled(f, x, h))


@each_of(cube, exponential)
@given(plain_arrays(magnitude=5.0))
@example(np.array([0.0, 1.0, -2.0, 3.0]))
def test_takes_a_step_of_one_in_ten_thousand_by_default(kata, f, x):
    kata.check("derivative", f, x, scale=cancelled(f, x, 1e-4))


@given(plain_arrays(magnitude=5.0), STEPS)
def test_is_exact_on_a_parabola_with_any_step(kata, x, h):
    slope, scale = 2 * x + 3, cancelled(parabola, x, h)
    kata.equal(kata.derivative(parabola, x, h), slope, "x² + 3x + 1 has the slope 2x + 3", scale=scale)


@given(plain_arrays(magnitude=5.0), STEPS)
@example(np.array([1.0, 2.0]), 0.5)
def test_is_off_by_the_square_of_the_step_on_a_cube(kata, x, h):
    slope, scale = 3 * x**2 + h**2, cancelled(cube, x, h)
    kata.equal(kata.derivative(cube, x, h), slope, "x³ has the quotient 3x² + h²", scale=scale)


@given(plain_arrays(magnitude=3.0), st.sampled_from([0.5, 0.25]))
@example(np.array([1.0, 2.0]), 0.5)
def test_half_the_step_makes_a_quarter_of_the_error(kata, x, h):
    whole, half = kata.derivative(cube, x, h) - 3 * x**2, kata.derivative(cube, x, h / 2) - 3 * x**2
    kata.equal(4 * half, whole, "the error on x³ falls as h²", scale=16 * cancelled(cube, x, h))


test_is_written_from_scratch = from_scratch("derivative", sine, np.array([1.0, -2.0]))


# --------------------------------------------------------------------------------------- edges


@edges
@each_of(parabola, cube, sine, softplus)
@given(points(), STEPS)
@example(np.array([[1.0, -2.0], [0.5, 3.0]], np.float32), 0.1)
@example(np.array([1.3, -0.7, 2.1], np.float32), 1e-4)
@example(np.asfortranarray(GRID), 0.1)
@example(np.array(1.5), 1e-3)
@example(np.zeros((0, 3)), 0.5)
@example(np.linspace(-3, 3, 48).reshape(2, 3, 2, 4), 0.1)
@example(np.linspace(-3, 3, 40, dtype=np.float32), 1e-3)
def test_agrees_in_every_dtype_and_layout(kata, f, x, h):
    kata.check("derivative", f, x, h=h, scale=cancelled(f, x, h))


@edges
@each_of(parabola, softplus)
@pytest.mark.parametrize("x", [3.0, 40.0, 700.0])
def test_float32_does_not_lose_the_step(kata, f, x):
    x = np.array([x, -x / 7], np.float32)
    kata.check("derivative", f, x)


@edges
@pytest.mark.parametrize("x", [0.0, 1e-25, -1e-30])
def test_the_step_does_not_depend_on_x(kata, x):
    kata.check("derivative", sine, np.array([x, 1.0], np.float32), scale=1)


@edges
@pytest.mark.parametrize("h", [1, 3, 2.5])
def test_takes_a_long_step_too(kata, h):
    kata.check("derivative", cube, GRID, h, scale=cancelled(cube, GRID, h))


@edges
@given(points(), STEPS)
@example(np.array([1.0, 2.0]), 0.5)
def test_is_too_small_on_a_sine_by_the_same_factor_everywhere(kata, x, h):
    t, scale = x.astype(np.float64), cancelled(sine, x, h)
    slope = np.cos(t) * np.sin(h) / h
    kata.equal(kata.derivative(sine, x, h), slope, "sin x has the quotient cos x · sin(h) / h", scale=scale)


@edges
@given(points(), STEPS)
def test_the_slope_of_a_sum_is_the_sum_of_the_slopes(kata, x, h):
    parts = kata.derivative(sine, x, h) + kata.derivative(cube, x, h)
    scale = cancelled(sine, x, h) + cancelled(cube, x, h) + np.abs(parts)
    kata.equal(kata.derivative(sine_plus_cube, x, h), parts, "(f + g)' = f' + g'", scale=scale)


# --------------------------------------------------------------------------------------- torch


@pytest.mark.kata(targets="torch")
@each_of(cube, softplus)
@given(arrays(dtype=np.float64, magnitude=3.0), st.sampled_from([0.5, 1e-3]))
@example(np.array([1.0, -0.5]), 0.5)
@example(np.array(1.5), 0.5)
def test_gradient_agrees_with_torch(kata, f, x, h):
    kata.check_gradient("derivative", f, x, h=h, scale=cancelled(f, x, h))


test_stays_on_the_device_of_its_input = on_its_device(
    ("derivative", sine, np.array([1.0, -2.0])), ("derivative", sine, np.array(1.5))
)
