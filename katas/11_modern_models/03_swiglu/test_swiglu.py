"""SwiGLU multiplies what one layer computes by the gate that another one opens."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, on_its_device
from dojo.scenarios import forward, parameters, random_state, steps_of_training
from dojo.strategies import arrays, dtypes, plain_arrays, shapes

pytestmark = pytest.mark.kata(
    minutes=30,
    uses=["linear", "activations"],
    targets="torch",
    random=True,  # the layers' first weights are drawn
    ladder={"forward.inputs[0]": "finite", "forward.state": "finite"},
)

NAME = "SwiGLU"
SIZES = {"dim": 4, "hidden": 7}


def state_of(given, seed=0, dtype=np.float64):
    """Random weights."""
    dim, hidden = given["dim"], given["hidden"]
    shapes = {"gate.weight": (hidden, dim), "up.weight": (hidden, dim), "down.weight": (dim, hidden)}
    return random_state(shapes, np.random.default_rng(seed), dtype)


PLAIN = {"gate.weight": np.eye(2), "up.weight": np.diag([3.0, -2.0]), "down.weight": np.eye(2)}
"""The weights of the worked example."""


def vectors(*shape, seed=1):
    return 2 * np.random.default_rng(seed).normal(size=shape)


# ------------------------------------------------------------------------------------------ core


def test_has_the_submodules_of_the_stub(kata):
    kata.check(parameters, NAME, SIZES)


def test_worked_example(kata):
    x, gives = np.array([[1.0, -1.0]]), [[2.193, -0.538]]
    kata.check_figure(forward, NAME, {"dim": 2, "hidden": 2}, PLAIN, x, gives=gives, decimals=3)


@pytest.mark.parametrize("given", [SIZES, {"dim": 5, "hidden": 3}], ids=["wider", "narrower"])
def test_opens_each_value_by_its_gate(kata, given):
    kata.check(forward, NAME, given, state_of(given), vectors(3, given["dim"]))


def test_works_on_each_token_alone(kata):
    kata.check(forward, NAME, SIZES, state_of(SIZES), vectors(2, 3, 4))


@given(st.integers(2, 6), st.integers(2, 9), st.integers(0, 99))
def test_agrees_with_torch_for_all_sizes(kata, dim, hidden, seed):
    given = {"dim": dim, "hidden": hidden}
    kata.check(forward, NAME, given, state_of(given, seed), vectors(2, 3, dim, seed=seed))


@given(plain_arrays((2, 3, 4)))
def test_is_linear_in_what_up_says(kata, x):
    state = state_of(SIZES)
    double = kata.run(forward, NAME, SIZES, state | {"up.weight": 2 * state["up.weight"]}, x)
    law = "up has no activation: twice its weights give twice the result, to the last bit"
    kata.require(double == 2 * kata.run(forward, NAME, SIZES, state, x), law)


def test_is_not_linear_in_the_gate(kata):
    state, x = state_of(SIZES), vectors(3, 4)
    double = kata.run(forward, NAME, SIZES, state | {"gate.weight": 2 * state["gate.weight"]}, x)
    law = "the gate has an activation: twice its weights give something else than twice the result"
    kata.require(np.abs(double - 2 * kata.run(forward, NAME, SIZES, state, x)).max() > 0.1, law)


def test_gives_zeros_for_zeros(kata):
    kata.check(forward, NAME, SIZES, state_of(SIZES), np.zeros((2, 4)))


def test_does_the_same_in_training(kata):
    kata.check(forward, NAME, SIZES, state_of(SIZES), vectors(3, 4), training=True)


def test_learns_as_torchs_layers_do(kata):
    given = SIZES, state_of(SIZES), vectors(3, 4), vectors(3, 4, seed=2)
    kata.check(steps_of_training, NAME, *given, lr=0.05, steps=3, scale=10.0)


# ----------------------------------------------------------------------------------------- edges


@st.composite
def inputs(draw):
    """Vectors with any number of axes in front, in any dtype and layout."""
    shape = draw(shapes(0, 3, min_side=0, max_side=3))
    return draw(arrays((*shape, 4), draw(dtypes())))


def facts_of_the_start(solution, seed):
    """Whether the first weights of two modules are drawn apart, and are neither next to nothing nor huge."""
    import torch

    torch.manual_seed(seed)
    modules = [solution.SwiGLU(64, 96) for _ in range(2)]
    drawn = [p.detach() for module in modules for p in module.parameters()]
    sizes = [float(p.std()) * p.shape[1] ** 0.5 for p in drawn]
    firsts = {float(p[0, 0]) for p in drawn}
    return {"all are drawn": len(firsts) == len(drawn), "sizes": all(0.05 < size < 3 for size in sizes)}


@edges
def test_starts_with_weights_that_are_drawn(kata):
    kata.check(facts_of_the_start, 0)


@edges
@given(inputs())
@example(np.array([1.0, -2.0, 0.5, 3.0]))
@example(np.ones((0, 4), np.float32))
@example(np.ones((2, 1, 3, 4), np.float32))
def test_agrees_for_any_axes_dtype_and_layout(kata, x):
    kata.check(forward, NAME, SIZES, state_of(SIZES, 3, x.dtype.type), x)


WIDE_OPEN = {"gate.weight": np.eye(2), "up.weight": np.eye(2)[::-1].copy(), "down.weight": np.eye(2)}


@edges
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("size", [40.0, 100.0, 1000.0, 1e4])
def test_takes_gates_of_any_size(kata, size, dtype):
    x = np.array([[size, -1.0], [-size, 1.0], [-size, size]], dtype)
    state = {name: value.astype(dtype) for name, value in WIDE_OPEN.items()}
    kata.check(forward, NAME, {"dim": 2, "hidden": 2}, state, x, scale=size**2)  # (1 + tanh) / 2 loses its tail


# ----------------------------------------------------------------------------------------- torch


@pytest.mark.kata(stage="torch")
@pytest.mark.parametrize("shape", [(3, 4), (2, 3, 4)], ids=str)
def test_gradients_agree_with_torch(kata, shape):
    kata.check_gradient(forward, NAME, SIZES, state_of(SIZES), vectors(*shape), scale=1.0)


@pytest.mark.kata(stage="torch")
@pytest.mark.parametrize("size", [40.0, 1000.0])
def test_gradients_of_large_gates_are_finite(kata, size):
    x = np.array([[size, -1.0], [-size, 1.0], [-size, size]])
    kata.check_gradient(forward, NAME, {"dim": 2, "hidden": 2}, WIDE_OPEN, x, scale=size**2)


test_stays_on_the_device_of_its_input = on_its_device(forward, NAME, SIZES, state_of(SIZES), vectors(2, 3, 4))
