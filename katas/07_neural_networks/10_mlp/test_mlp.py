"""A multilayer perceptron computes forwards, and hands the derivative of a loss back to each of its parameters."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch, on_its_device, themes
from dojo.strategies import dtypes, integer_arrays, laid_out

pytestmark = pytest.mark.kata(
    uses=["dense_layer"],
    minutes=60,
    from_scratch=[
        *themes.AUTOGRAD,
        *themes.TRANSFORMS,
        *("grad", "backward", "value_and_grad", "threshold_backward", "approx_fprime", "MLPRegressor"),
        *("MLPClassifier", "Linear", "linear", "Sequential", "Module"),
    ],
    instead="You need one loop over the layers forwards, and one backwards.",
    ladder={
        "output.params": "finite",
        "output.x": "finite",
        "gradients.params": "finite",
        "gradients.x": "finite",
        "gradients.upstream": "finite",
    },
    long="batch",
)


# ------------------------------------------------------------------ networks

LAYERS = [
    {"W": np.array([[1.0, 2.0, 0.0], [1.0, 1.0, -1.0]]), "b": np.array([0.0, 1.0, 0.0])},
    {"W": np.array([[3.0], [1.0], [-1.0]]), "b": np.array([0.5])},
]
X, UPSTREAM = np.array([[1.0, -2.0]]), np.array([[2.0]])


def numbers(shape, start=0):
    """Halves from -2 to 2 in a fixed order, with zeros among them."""
    return (np.arange(start, start + math.prod(shape)) * 7 % 9 - 4).reshape(shape) / 2


def network(sizes, batch):
    """Parameters of these sizes, an input and an upstream."""
    layers = [
        {"W": numbers((n, m), i), "b": numbers((m,), i + 3)} for i, (n, m) in enumerate(itertools.pairwise(sizes))
    ]
    return layers, numbers((batch, sizes[0]), 1), numbers((batch, sizes[-1]), 4)


@st.composite
def networks(draw, dtype, sides, depths, batches):
    """Networks of halves from -2 to 2: sums of products are exact, and relu meets its kink at 0 or not at all."""
    sizes = draw(st.lists(st.sampled_from(sides), min_size=depths[0] + 1, max_size=depths[1] + 1))
    batch = draw(st.sampled_from(batches))
    shapes = [s for n, m in itertools.pairwise(sizes) for s in ((n, m), (m,))]
    shapes += [(batch, sizes[0]), (batch, sizes[-1])]
    ends = np.cumsum([math.prod(shape) for shape in shapes])
    parts = np.split(draw(integer_arrays(int(ends[-1]), -4, 5)) / 2, ends[:-1])
    dtype = draw(dtype)
    parts = [part.reshape(shape).astype(dtype) for part, shape in zip(parts, shapes, strict=True)]
    if dtype is not np.float64 or 0 in batches:
        parts = [draw(laid_out(part)) for part in parts]
    *rest, x, upstream = parts
    return [{"W": W, "b": b} for W, b in zip(rest[::2], rest[1::2], strict=True)], x, upstream


plain_networks = networks(st.just(np.float64), [2, 3, 4], (1, 3), [2, 3, 5])
all_networks = networks(dtypes(), [1, 2, 3, 4], (1, 4), [0, 1, 2, 3])

WIDE, DEEP = network([3, 4, 2], 5), network([2, 3, 4, 2, 3, 4, 2], 3)
SQUARE, SHALLOW = network([3, 3, 3], 3), network([3, 2], 4)
DEAD = (
    [{"W": np.zeros((2, 2)), "b": np.array([0.0, 1.0])}, {"W": np.ones((2, 1)), "b": np.zeros(1)}],
    *network([2, 1], 3)[1:],
)
"""A hidden unit that gets exactly 0, where the slope of relu is 0."""
ROOTS = np.sqrt([2, 3, 5, 7]) / 100
"""Added to biases, they keep relu away from its kink, where the ways to write it have slopes of their own."""


# ----------------------------------------------------------------- scenarios


def output(solution, params, x):
    return solution.forward(params, x)[0]


def gradients(solution, params, x, upstream):
    _, cache = solution.forward(params, x)
    return [dict(layer) for layer in solution.backward(params, cache, upstream)]


def one_gradient(solution, part, params, x, upstream):
    """That of a parameter by its letter and the number of its layer, counted from 1: ``W2``."""
    letter, layer = part
    return gradients(solution, params, x, upstream)[int(layer) - 1][letter]


def gradients_of_the_first_of_two(solution, params, x, other, upstream):
    """Another input goes forwards before the first one goes back."""
    _, cache = solution.forward(params, x)
    solution.forward(params, other)
    return [dict(layer) for layer in solution.backward(params, cache, upstream)]


def gradients_twice(solution, params, x, upstream):
    """The same cache goes back twice."""
    _, cache = solution.forward(params, x)
    return [[dict(layer) for layer in solution.backward(params, cache, u)] for u in (upstream, 2 * upstream)]


def descent(solution, params, x, y, lr, steps):
    """The losses of gradient descent on the mean squared error."""
    losses = []
    for _ in range(steps):
        prediction, cache = solution.forward(params, x)
        error = prediction - y
        losses.append((error**2).mean())
        slopes = solution.backward(params, cache, 2 * error / math.prod(error.shape))
        params = [{k: layer[k] - lr * g[k] for k in ("W", "b")} for layer, g in zip(params, slopes, strict=True)]
    return losses


def shapes_of(solution, sizes):
    return [{key: list(array.shape) for key, array in layer.items()} for layer in drawn(solution, sizes)]


def drawn(solution, sizes, seed=0):
    return solution.init(list(sizes), np.random.default_rng(seed))


def facts_of_the_start(solution, sizes, seed):
    """How the weights are spread, in units of √(2 / in), rounded to one digit, and whether the biases are 0."""
    facts = {}
    for i, layer in enumerate(drawn(solution, sizes, seed)):
        spread = layer["W"] / math.sqrt(2 / sizes[i])
        facts[f"W of layer {i}: standard deviation"] = round(float(spread.std()), 1)
        facts[f"W of layer {i}: mean"] = round(float(spread.mean()), 1) + 0.0  # no -0.0
        facts[f"b of layer {i} is 0"] = bool(np.all(layer["b"] == 0))
    return facts


def where_the_numbers_come_from(solution, sizes):
    rng = np.random.default_rng(0)
    one, next_one = solution.init(list(sizes), rng), solution.init(list(sizes), rng)
    again = drawn(solution, sizes)
    return {
        "the same seed gives the same weights": all(map(np.array_equal, weights(one), weights(again))),
        "the generator goes on": not any(map(np.array_equal, weights(one), weights(next_one))),
        "each layer has numbers of its own": not np.array_equal(*weights(one)),
    }


def weights(params):
    return [layer["W"] for layer in params]


# ---------------------------------------------------------------------------------------- core


def test_worked_example_forwards(kata):
    kata.check_figure(output, LAYERS, X, gives=[[-0.5]])


@pytest.mark.parametrize(
    ("part", "gives"),
    [
        ("W2", [[0.0], [2.0], [4.0]]),
        ("b2", [2.0]),
        ("b1", [0.0, 2.0, -2.0]),
        ("W1", [[0.0, 2.0, -2.0], [0.0, -4.0, 4.0]]),
    ],
)
def test_worked_example_backwards(kata, part, gives):
    kata.check_figure(one_gradient, part, LAYERS, X, UPSTREAM, gives=gives)


@given(plain_networks)
@example(WIDE)
@example(SQUARE)
@example(DEEP)
@example(SHALLOW)
def test_the_output_agrees_with_numpy_and_torch(kata, case):
    params, x, _ = case
    kata.check(output, params, x)


@given(plain_networks)
@example(WIDE)
@example(SQUARE)
@example(DEEP)
@example(SHALLOW)
@example(DEAD)
def test_the_gradients_agree_with_numpy_and_autograd(kata, case):
    kata.check(gradients, *case)


@given(plain_networks)
def test_the_gradients_are_linear_in_the_upstream(kata, case):
    once, twice = kata.run(gradients_twice, *case)
    kata.equal(
        twice, [{k: 2 * g for k, g in layer.items()} for layer in once], "twice the upstream, twice the gradient"
    )


def test_each_cache_belongs_to_its_own_forward(kata):
    params, x, upstream = WIDE
    kata.check(gradients_of_the_first_of_two, params, x, x[::-1] + 1.0, upstream)


def test_descent_brings_the_loss_down(kata):
    params, x, _ = network([3, 4, 2], 5)
    params = [{key: array / 2 for key, array in layer.items()} for layer in params]
    kata.check(descent, params, x, numbers((5, 2), 2), lr=0.0625, steps=4)


@pytest.mark.kata(targets="numpy")
def test_a_new_network_has_a_dict_for_each_layer(kata):
    kata.check(shapes_of, (3, 5, 4, 2))


# Rounded to one digit, a standard deviation of 20 000 numbers is off with probability 1e-22 (10 standard errors).
@pytest.mark.kata(targets="numpy")
@pytest.mark.parametrize("seed", range(5))
def test_the_weights_start_with_a_variance_of_two_over_the_inputs(kata, seed):
    kata.check(facts_of_the_start, (50, 400, 80), seed)


@pytest.mark.kata(targets="numpy")
def test_all_numbers_come_from_the_generator(kata):
    kata.check(where_the_numbers_come_from, (4, 4, 4))


test_is_written_from_scratch = from_scratch(gradients, LAYERS, X, UPSTREAM)


# --------------------------------------------------------------------------------------- edges


@edges
@given(all_networks)
@example((LAYERS, np.zeros((0, 2)), np.zeros((0, 1))))
@example(network([1, 1, 1, 1], 1))
@example(network([4, 3, 1], 1))
def test_agrees_for_any_sizes_dtype_and_layout(kata, case):
    params, x, upstream = case
    kata.check(output, params, x)
    kata.check(gradients, params, x, upstream)


@edges
def test_a_cache_can_go_back_more_than_once(kata):
    kata.check(gradients_twice, *WIDE)


@edges(targets="numpy")
@pytest.mark.parametrize("sizes", [(3, 2), (2, 3, 1, 4, 2, 5)], ids=["one layer", "five layers"])
def test_a_new_network_may_have_any_depth(kata, sizes):
    kata.check(shapes_of, sizes)


# --------------------------------------------------------------------------------------- torch


@pytest.mark.kata(targets="torch")
@given(plain_networks)
@example(WIDE)
def test_autograd_flows_through_forward(kata, case):
    params, x, _ = case
    params = [{"W": layer["W"], "b": layer["b"] + root} for layer, root in zip(params, ROOTS, strict=False)]
    kata.check_gradient(output, params, x)


test_stays_on_the_device_of_its_input = on_its_device((output, LAYERS, X), (gradients, LAYERS, X, UPSTREAM))
