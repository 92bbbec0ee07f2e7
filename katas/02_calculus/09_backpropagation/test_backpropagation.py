"""Backpropagation gives each parameter the derivative of the loss by it, in one walk from the loss to the input."""

import itertools
import math

import numpy as np
import pytest
from array_api_compat import array_namespace
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch, on_its_device, themes
from dojo.strategies import dtypes, integer_arrays, laid_out

pytestmark = pytest.mark.kata(
    uses=["dense_layer"],
    minutes=35,
    from_scratch=[
        *themes.AUTOGRAD,
        *themes.TRANSFORMS,
        *("grad", "backward", "value_and_grad", "approx_fprime", "threshold_backward", "mse_loss_backward"),
        *("Linear", "Sequential", "Module", "Parameter", "MSELoss", "mse_loss", "MLPRegressor"),
    ],
    instead="You need the two layers once forwards, and four products and sums backwards.",
    ladder={"params": "finite", "x": "finite-large-huge", "y": "finite"},
    long="batch",
)

PARTS = ["W1", "b1", "W2", "b2"]


# ------------------------------------------------------------------ networks

GRID = [0.0, 1.0, -1.0, 0.5, -0.5, 2.0, -2.0]
"""So that a sum of products is exact, and the kink of relu is met at 0 or not at all."""

SIZES = list(itertools.product([1, 2, 4], [1, 2, 3], [1, 2, 4], [1, 2, 3]))
"""Of a batch, inputs, hidden units and outputs; by these sizes of a batch one divides exactly."""


def shapes_of(batch, inputs, hidden, outputs):
    return [(inputs, hidden), (hidden,), (hidden, outputs), (outputs,), (batch, inputs), (batch, outputs)]


PLAIN_SIZES = list(itertools.product([2, 4], [2, 3], [2, 4], [2, 3]))


@st.composite
def plain_networks(draw):
    """Parameters, inputs and targets in float64, with no axis shorter than 2."""
    parts, x, y = draw(networks(np.float64, PLAIN_SIZES))
    return {name: np.ascontiguousarray(part) for name, part in parts.items()}, *map(np.ascontiguousarray, (x, y))


@st.composite
def networks(draw, dtype=None, sizes=SIZES):
    """Parameters, inputs and targets: halves from -2 to 2, all drawn at once."""
    shapes = shapes_of(*draw(st.sampled_from(sizes)))
    ends = np.cumsum([math.prod(shape) for shape in shapes])
    numbers = np.split(draw(integer_arrays(int(ends[-1]), -4, 5)) / 2, ends[:-1])
    dtype = draw(dtypes()) if dtype is None else dtype
    found = [draw(laid_out(part.reshape(s).astype(dtype))) for part, s in zip(numbers, shapes, strict=True)]
    return dict(zip(PARTS, found, strict=False)), *found[4:]


def network(batch, inputs, hidden, outputs, seed=0, dtype=np.float64, numbers=None, magnitude=1):
    """A network of fixed numbers: those of the grid, or of a normal distribution."""
    rng = np.random.default_rng(seed)
    draw = rng.normal if numbers == "normal" else lambda size: rng.choice(GRID, size=size)
    found = [(magnitude * draw(size=shape)).astype(dtype) for shape in shapes_of(batch, inputs, hidden, outputs)]
    return dict(zip(PARTS, found, strict=False)), *found[4:]


def by_hand():
    params = {"W1": [[1, 2], [-2, 1]], "b1": [1, -1], "W2": [[1], [-2]], "b2": [1]}
    x, y = np.array([[1.0, 0.0], [2.0, 1.0], [0.0, 2.0]]), np.array([[-0.5], [-9.0], [0.5]])
    return {name: np.array(values, np.float64) for name, values in params.items()}, x, y


def forward(params, x):
    hidden = np.maximum(x @ params["W1"] + params["b1"], 0)
    return hidden, hidden @ params["W2"] + params["b2"]


def size_of(params, x, y):
    """The largest magnitude of what is added, and cancels, in an entry of a gradient."""
    sizes = {name: np.abs(array.astype(np.float64)) for name, array in params.items()}
    hidden, out = forward(sizes, np.abs(x))
    d_out = 2 * (out + np.abs(y)) / len(x)
    d_hidden = d_out @ sizes["W2"].T
    parts = np.abs(x).T @ d_hidden, hidden.T @ d_out, d_hidden.sum(axis=0), d_out.sum(axis=0)
    return max(np.max(part) for part in parts)


# ------------------------------------------------------------------ scenarios


def one_part(solution, part, params, x, y):
    return solution.two_layer_gradients(params, x, y)[part]


def twice_in_a_training(solution, params, x, y, lr):
    """The gradients before and after a step that moves the parameters in place."""
    xp = array_namespace(x)
    own = {name: xp.asarray(array, copy=True) for name, array in params.items()}
    before = solution.two_layer_gradients(own, x, y)
    for name in own:
        own[name] -= lr * before[name]
    return {"before the step": before, "after it": solution.two_layer_gradients(own, x, y)}


def from_a_dict_in_another_order(solution, names, params, x, y):
    return solution.two_layer_gradients({name: params[name] for name in names}, x, y)


# ---------------------------------------------------------------------------------------- core


@pytest.mark.parametrize(
    ("part", "figure"),
    [("W2", [[4.0], [8.0]]), ("b2", [2.0]), ("W1", [[5.0, -10.0], [2.0, 0.0]]), ("b1", [3.0, -4.0])],
    ids=["W2", "b2", "W1", "b1"],
)
def test_worked_example(kata, part, figure):
    kata.check("two_layer_gradients", *by_hand())  # all four at once: they tell the mistakes apart
    kata.check_figure(one_part, part, *by_hand(), gives=figure, decimals=12)


@given(plain_networks())
@example(network(4, 3, 5, 2))
@example(network(3, 2, 4, 4, seed=1))
@example(network(5, 4, 4, 4, seed=2))
def test_agrees_with_autograd(kata, net):
    kata.check("two_layer_gradients", *net, scale=size_of(*net))


def test_agrees_on_a_wider_network(kata):
    net = network(8, 7, 12, 5, numbers="normal")
    kata.check("two_layer_gradients", *net, scale=size_of(*net))


def test_relu_has_slope_zero_at_zero(kata):
    params, x, y = by_hand()
    kata.check("two_layer_gradients", params | {"b1": np.array([-1.0, -2.0])}, x, y)


@given(plain_networks())
@example(network(4, 3, 5, 2))
def test_the_last_layer_is_a_linear_layer_on_what_is_hidden(kata, net):
    params, x, y = net
    hidden, out = forward(params, x)
    expected = 2 * hidden.T @ (out - y) / len(x)
    found = kata.two_layer_gradients(params, x, y)
    kata.equal(found["W2"], expected, "dW2 = mse_gradient(W2, h, y - b2)", scale=size_of(*net))


@given(plain_networks())
@example(network(4, 3, 5, 2))
def test_a_unit_that_is_off_for_all_examples_learns_nothing(kata, net):
    params, x, y = net
    off = np.arange(len(params["b1"])) % 2 == 0
    found = kata.two_layer_gradients(params | {"b1": np.where(off, -100.0, params["b1"])}, x, y)
    silent = np.asarray(found["W1"])[:, off], np.asarray(found["b1"])[off], np.asarray(found["W2"])[off]
    kata.require([not np.any(part) for part in silent], "a unit that is off has gradients of 0")


@given(plain_networks())
@example(network(4, 3, 5, 2))
def test_what_a_unit_takes_in_it_gives_out(kata, net):
    """relu(c z) = c relu(z) for c > 0: to scale what goes into a unit is to scale what comes out of it."""
    params, x, y = net
    found = kata.two_layer_gradients(params, x, y)
    taken = np.sum(params["W1"] * found["W1"], axis=0) + params["b1"] * found["b1"]
    given_out = np.sum(params["W2"] * found["W2"], axis=1)
    law = "for each hidden unit: sum(W1 * dW1) + b1 * db1 = sum(W2 * dW2)"
    kata.equal(taken, given_out, law, scale=10 * size_of(*net))


@given(plain_networks())
@example(network(4, 3, 5, 2))
def test_nothing_is_left_to_learn_where_the_network_is_right(kata, net):
    params, x, _ = net
    found = kata.two_layer_gradients(params, x, forward(params, x)[1])
    kata.require([not np.any(found[part]) for part in PARTS], "where out = y all gradients are 0")


test_is_written_from_scratch = from_scratch("two_layer_gradients", *network(4, 3, 5, 2))


# --------------------------------------------------------------------------------------- edges


@edges
@given(networks())
@example(network(3, 3, 4, 2, seed=3, dtype=np.float32))
@example(network(1, 2, 3, 1, seed=4))
@example(network(4, 2, 5, 3, seed=5, magnitude=256))
@example(network(4, 2, 5, 3, seed=6, magnitude=2.0**-20, dtype=np.float32))
@example(network(4, 2, 5, 3, seed=7, magnitude=2.0**20, dtype=np.float32))
def test_agrees_in_every_dtype_and_layout(kata, net):
    kata.check("two_layer_gradients", *net, scale=size_of(*net))


@edges
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_agrees_on_a_large_batch(kata, dtype):
    net = network(40, 16, 24, 5, dtype=dtype, numbers="normal")
    kata.check("two_layer_gradients", *net, scale=size_of(*net))


@edges
@given(networks(np.float64))
@example(network(4, 3, 5, 2))
def test_a_batch_has_the_mean_of_the_gradients_of_its_examples(kata, net):
    params, x, y = net
    alone = [kata.two_layer_gradients(params, x[i : i + 1], y[i : i + 1]) for i in range(len(x))]
    together = kata.two_layer_gradients(params, x, y)
    flat = [np.concatenate([np.ravel(found[part]) for part in PARTS]) for found in [together, *alone]]
    kata.equal(flat[0], np.mean(flat[1:], axis=0), "the mean over the batch", scale=size_of(*net))


@edges
@given(networks(np.float64), st.sampled_from([0.5, 0.25]))
@example(by_hand(), 0.5)
@example(network(4, 3, 5, 2), 0.25)
def test_looks_at_the_parameters_in_each_call(kata, net, lr):
    kata.check(twice_in_a_training, *net, lr=lr, scale=100 * size_of(*net))


@edges
@given(st.permutations(PARTS))
@example(["b2", "W2", "b1", "W1"])
@example(["W1", "W2", "b1", "b2"])
def test_goes_by_the_names_of_the_parameters(kata, names):
    kata.check(from_a_dict_in_another_order, names, *network(3, 4, 4, 4), scale=100)


# --------------------------------------------------------------------------------------- torch


test_stays_on_the_device_of_its_input = on_its_device("two_layer_gradients", *network(4, 3, 5, 2))
