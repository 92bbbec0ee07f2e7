"""Activations bend what goes through them, entry by entry, and have a slope everywhere."""

import numpy as np
import pytest
from hypothesis import example, given

from dojo import edges, themes
from dojo.strategies import arrays, dtypes, plain_arrays, shapes

pytestmark = pytest.mark.kata(
    minutes=50,
    from_scratch=[
        *themes.LOG_SIGMOID,
        *themes.RECTIFIERS,
        *("sigmoid", "expit", "tanh", "gelu", "silu", "mish", "Sigmoid", "Tanh", "GELU", "SiLU", "celu", "softmax"),
        *("log_softmax", "sigmoid_backward", "tanh_backward", "gelu_backward", "grad", "silu_backward", "autograd"),
        *("vjp", "jvp", "ndtr", "log_ndtr", "swish", "swiglu"),
    ],
    instead="You need exp, erf, a choice between two arrays, and the rules of differentiation.",
    # numbers from -10,000 to 10,000
    ladder={"x": "finite-huge-large"},
    long="*",
)

CORE = ["sigmoid", "relu", "gelu", "sigmoid_grad", "relu_grad", "gelu_grad"]
LATER = ["tanh", "silu", "tanh_grad", "silu_grad"]
ALL = [*CORE, *LATER]
FIGURE = np.array([1.0, -2.0, 0.0])
WIDE = np.array([[-3.0, -1.5, -0.5, 0.25], [0.0, 0.75, 2.0, 4.0]])
FAR = np.array([1e4, -1e4, 800.0, -800.0, 90.0, -90.0, 30.0, -30.0, 12.0, -12.0])


def lost(x):
    """What is added and cancels: numbers of the size of 1, or of the size of x."""
    return np.maximum(1.0, np.abs(x))


# ---------------------------------------------------------------------------------------- core


@pytest.mark.parametrize(
    ("name", "gives"),
    [
        ("sigmoid", [0.7311, 0.1192, 0.5]),
        ("relu", [1.0, 0.0, 0.0]),
        ("gelu", [0.8413, -0.0455, 0.0]),
        ("sigmoid_grad", [0.1966, 0.1050, 0.25]),
        ("relu_grad", [1.0, 0.0, 0.0]),
        ("gelu_grad", [1.0833, -0.0852, 0.5]),
    ],
)
def test_worked_example(kata, name, gives):
    kata.check_figure(name, FIGURE, gives=gives, decimals=4)


@pytest.mark.parametrize("name", CORE)
@given(plain_arrays())
@example(WIDE)
def test_agrees_with_numpy_and_torch(kata, name, x):
    kata.check(name, x, scale=lost(x))


@given(plain_arrays())
def test_sigmoid_is_symmetric(kata, x):
    kata.equal(kata.sigmoid(-x), 1 - kata.sigmoid(x), "sigmoid(-x) = 1 - sigmoid(x)", scale=1.0)


@pytest.mark.parametrize("name", ["relu", "gelu"])
@given(plain_arrays())
def test_a_number_and_its_opposite_share_the_number(kata, name, x):
    kata.equal(kata.run(name, x) - kata.run(name, -x), x, f"{name}(x) - {name}(-x) = x", scale=lost(x))


def test_is_written_from_scratch(kata):
    for name in CORE:
        kata.check_from_scratch(name, WIDE)


# ------------------------------------------------------------------------ edges: two more, and gelu with tanh


@edges
@pytest.mark.parametrize(
    ("name", "gives"),
    [
        ("tanh", [0.7616, -0.9640, 0.0]),
        ("silu", [0.7311, -0.2384, 0.0]),
        ("tanh_grad", [0.4200, 0.0707, 1.0]),
        ("silu_grad", [0.9277, -0.0908, 0.5]),
    ],
)
def test_worked_example_of_two_more(kata, name, gives):
    kata.check_figure(name, FIGURE, gives=gives, decimals=4)


@edges
def test_worked_example_of_gelu_by_the_name_of_its_form(kata):
    kata.check_figure("gelu", FIGURE, "none", gives=[0.8413, -0.0455, 0.0], decimals=4)
    kata.check_figure("gelu_grad", FIGURE, "none", gives=[1.0833, -0.0852, 0.5], decimals=4)
    kata.check_figure("gelu", FIGURE, "tanh", gives=[0.8412, -0.0454, 0.0], decimals=4)
    kata.check_figure("gelu_grad", FIGURE, "tanh", gives=[1.0830, -0.0861, 0.5], decimals=4)


@edges
@pytest.mark.parametrize("name", LATER)
@given(plain_arrays())
@example(WIDE)
def test_two_more_agree_with_numpy_and_torch(kata, name, x):
    kata.check(name, x, scale=lost(x))


@edges
@pytest.mark.parametrize("name", ["gelu", "gelu_grad"])
@given(plain_arrays())
@example(WIDE)
def test_gelu_has_a_form_with_tanh(kata, name, x):
    kata.check(name, x, approximate="tanh", scale=lost(x))


@edges
@given(plain_arrays())
def test_tanh_is_symmetric(kata, x):
    kata.equal(kata.tanh(-x), -kata.tanh(x), "tanh(-x) = -tanh(x)", scale=1.0)


@edges
@given(plain_arrays())
def test_silu_of_a_number_and_of_its_opposite_share_the_number(kata, x):
    kata.equal(kata.silu(x) - kata.silu(-x), x, "silu(x) - silu(-x) = x", scale=lost(x))


@edges
def test_two_more_are_written_from_scratch(kata):
    for name in LATER:
        kata.check_from_scratch(name, WIDE)


# ------------------------------------------------------------------------------------ edges: all of them


@edges
@pytest.mark.parametrize("name", ALL)
@given(arrays(shapes(min_side=0)))
def test_agrees_in_every_dtype_and_layout(kata, name, x):
    kata.check(name, x, scale=lost(x))


@edges
@pytest.mark.parametrize("name", ["gelu", "gelu_grad"])
@given(arrays())
def test_the_form_with_tanh_agrees_in_every_dtype_and_layout(kata, name, x):
    kata.check(name, x, "tanh", scale=lost(x))


@edges
@pytest.mark.parametrize("name", ALL)
@given(arrays(dtype=np.float64, magnitude=1e4), dtypes())
@example(FAR, np.float64)
def test_is_finite_far_from_zero(kata, name, x, dtype):
    kata.check(name, x.astype(dtype), scale=lost(x))


@edges
@pytest.mark.parametrize("name", ["gelu", "gelu_grad"])
@given(arrays(dtype=np.float64, magnitude=1e4), dtypes())
@example(FAR, np.float64)
def test_the_form_with_tanh_is_finite_far_from_zero(kata, name, x, dtype):
    kata.check(name, x.astype(dtype), "tanh", scale=lost(x))


@edges
@pytest.mark.parametrize("name", ["gelu", "gelu_grad"])
@pytest.mark.parametrize("approximate", ["sigmoid", "Tanh"])
def test_refuses_a_form_that_it_does_not_know(kata, name, approximate):
    kata.check_raises(ValueError, name, FIGURE, approximate, says=[approximate])


@edges
def test_relu_does_not_hide_a_nan(kata):
    kata.check("relu", np.array([np.nan, 1.0, -1.0, 0.0]))


# --------------------------------------------------------------------------------------- torch


@pytest.mark.kata(targets="torch")
@pytest.mark.parametrize("name", ["sigmoid", "tanh", "silu", "gelu"])
@given(arrays(dtype=np.float64))
@example(np.array([0.0, 1.0, -1.0]))
@example(FAR)
def test_gradient_agrees_with_torch(kata, name, x):
    kata.check_gradient(name, x, scale=lost(x))


@pytest.mark.kata(targets="torch")
@given(arrays(dtype=np.float64))
@example(FAR)
def test_the_gradient_of_the_form_with_tanh_agrees_with_torch(kata, x):
    kata.check_gradient("gelu", x, "tanh", scale=lost(x))


@pytest.mark.kata(targets="torch")
@given(arrays(dtype=np.float64, exclude_zero=True))
def test_the_gradient_of_relu_agrees_with_torch_away_from_its_kink(kata, x):
    kata.check_gradient("relu", x)


@pytest.mark.kata(targets="torch-cpu")
@pytest.mark.parametrize("name", ALL)
def test_stays_on_the_device_of_its_input(kata, name):
    kata.check_device(name, WIDE)


@pytest.mark.kata(targets="torch-cpu")
@pytest.mark.parametrize("name", ["gelu", "gelu_grad"])
def test_the_form_with_tanh_stays_on_the_device_of_its_input(kata, name):
    kata.check_device(name, WIDE, "tanh")
