"""The Jacobian holds the slope of every output along every input, and its products need no such table."""

import tracemalloc

import numpy as np
import pytest
from array_api_compat import array_namespace, device
from hypothesis import assume, example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch, on_its_device, themes
from dojo.functions import lost
from dojo.strategies import arrays, dtypes, plain_arrays

pytestmark = pytest.mark.kata(
    uses=["gradient"],
    minutes=40,
    from_scratch=[*themes.DERIVATIVES, *themes.SYMBOLS, *themes.TRANSFORMS, "linearize", "vmap"],
    instead="You need two values of f, a subtraction, a division, and a loop over the inputs.",
    # beside 1e9 in float32 each way rounds its step differently; near 0 our references differ
    ladder={"x": "finite-huge-tiny-large-small-zero", "v": "finite", "u": "finite"},
)


def worked(x):
    """f(x) = (x₀² x₁, 5 x₀ + x₁²)"""
    return array_namespace(x).stack([x[0] * x[0] * x[1], 5 * x[0] + x[1] * x[1]])


def layer(x):
    """f(x) = tanh(W x), with W = [[0.1, 0.2, ...], [-0.1, 0, 0.1, ...], [0.3, 0.3, ...]]"""
    xp, j = array_namespace(x), np.arange(x.shape[0])
    table = np.stack([0.1 + 0.1 * j, 0.1 * j - 0.1, 0.3 + 0 * j])
    return xp.tanh(xp.sum(xp.asarray(table, dtype=x.dtype, device=device(x)) * x, axis=-1))


def sums_and_square(x):
    """f(x) = (x₀, x₀ + x₁, ..., sum of x, sum of x²)"""
    xp = array_namespace(x)
    sums = [xp.sum(x[: k + 1]) for k in range(x.shape[0])]
    return xp.stack([*sums, xp.sum(x * x)])


def neighbours(x):
    """f(x) = (x₀ x₁, x₁ x₂, ...), and the last entry times the first"""
    xp = array_namespace(x)
    return x * xp.concat([x[1:], x[:1]])


def all_but_the_first(x):
    """f(x) = (x₁, x₂, ..., xₙ), a view of x"""
    return x[1:]


def chain(x):
    """f(x) = tanh(W (x₀, x₀ + x₁, ..., sum of x, sum of x²))"""
    return layer(sums_and_square(x))


FUNCTIONS = st.sampled_from([layer, sums_and_square, neighbours])
EVERY = st.sampled_from([layer, sums_and_square, neighbours, all_but_the_first])


def plain_points():
    """Where to differentiate, with two to four inputs."""
    return plain_arrays(st.tuples(st.integers(2, 4)), magnitude=5.0)


@st.composite
def plain_points_and_vectors(draw):
    """Inputs, how they move, which is not zero, and enough weights for all outputs."""
    x = draw(plain_points())
    v = draw(plain_arrays(x.shape, magnitude=3.0))
    assume(np.abs(v).max() > 0.1)
    return x, v, draw(plain_arrays((5,), magnitude=3.0))


@st.composite
def points(draw):
    """Where to differentiate, with two to four inputs."""
    return draw(arrays(st.tuples(st.integers(2, 4)), draw(dtypes()), magnitude=5.0))


@st.composite
def points_and_vectors(draw):
    """Inputs, how they move, and enough weights for all outputs; no square of them is too small for a float."""
    x = draw(points())
    v, u = draw(arrays(x.shape, x.dtype, magnitude=3.0)), draw(arrays((5,), x.dtype, magnitude=3.0))
    return x, np.where(np.abs(v) < 1e-30, 0 * v, v), np.where(np.abs(u) < 1e-30, 0 * u, u)


def outputs(f, x):
    return len(f(x))


X, V, U = np.array([1.0, -2.0, 0.5]), np.array([2.0, 1.0, -3.0]), np.array([1.0, -2.0, 0.5, 3.0, -1.0])
IN_FLOAT32 = tuple(np.array(a, np.float32) for a in ([0.3, 4.0], [2.0, -1.0], U))
LONG = tuple(np.linspace(*ends) for ends in ((-1.0, 1.0, 16), (2.0, -1.0, 16), (-1.0, 2.0, 17)))


def moves_its_input(solution, x, v, u):
    """Whether f, when it is called, finds x other than it was."""
    before, found = 2 * x, []

    def f(t):
        found.append(2 * x)
        return layer(t)

    solution.jacobian(f, x)
    solution.jvp(f, x, v)
    solution.vjp(f, x, u)
    return any(bool((now != before).any()) for now in found)


def calls_grow_with_the_inputs(solution, few, many):
    def calls(x):
        count = []

        def counted(t):
            count.append(1)
            return sums_and_square(t)

        solution.jvp(counted, x, x)
        return len(count)

    return calls(many) > calls(few)


def holds_the_jacobian(solution, x, u):
    """Whether more than half of the memory of the Jacobian is held at one time."""

    def repeated(t):
        return np.concatenate([t * t] * (len(u) // len(t)))

    tracemalloc.start()
    try:
        solution.vjp(repeated, x, u)
        return tracemalloc.get_traced_memory()[1] > len(u) * len(x) * 8 / 2
    finally:
        tracemalloc.stop()


# ---------------------------------------------------------------------------------------- core


def test_worked_example(kata):
    kata.check_figure("jacobian", worked, np.array([3.0, 2.0]), gives=[[12.0, 9.0], [5.0, 4.0]], decimals=6)


def test_worked_example_of_a_product_from_the_right(kata):
    kata.check_figure("jvp", worked, np.array([3.0, 2.0]), np.array([1.0, 2.0]), gives=[30.0, 13.0], decimals=6)


def test_worked_example_of_a_product_from_the_left(kata):
    kata.check_figure("vjp", worked, np.array([3.0, 2.0]), np.array([1.0, -1.0]), gives=[7.0, 5.0], decimals=6)


@given(FUNCTIONS, plain_points())
@example(sums_and_square, X)
@example(layer, X)
@example(neighbours, X)
def test_jacobian_agrees_with_numpy_and_torch(kata, f, x):
    kata.check("jacobian", f, x, scale=lost(f, x))


@given(FUNCTIONS, plain_points_and_vectors())
@example(sums_and_square, (X, V, U))
@example(layer, (X, V, U))
@example(neighbours, (X, V, U))
def test_jvp_agrees_with_numpy_and_torch(kata, f, x_v_u):
    x, v, _ = x_v_u
    kata.check("jvp", f, x, v, scale=(1 + np.abs(v).max() ** 2) * lost(f, x) * np.abs(v).sum())


@given(FUNCTIONS, plain_points_and_vectors())
@example(sums_and_square, (X, V, U))
@example(layer, (X, V, U))
@example(neighbours, (X, V, U))
def test_vjp_agrees_with_numpy_and_torch(kata, f, x_v_u):
    x, _, u = x_v_u
    u = u[: outputs(f, x)]
    kata.check("vjp", f, x, u, scale=lost(f, x) * np.abs(u).sum())


@given(plain_points_and_vectors())
def test_a_product_from_the_left_meets_one_from_the_right(kata, x_v_u):
    f, (x, v, u) = sums_and_square, x_v_u
    u = u[: outputs(f, x)]
    right, left = np.dot(u, kata.jvp(f, x, v)), np.dot(kata.vjp(f, x, u), v)
    scale = (1 + lost(f, x)) * np.abs(u).sum() * np.abs(v).sum() * (1 + np.abs(x).max())
    kata.equal(left, right, "(Jᵀ u) · v = u · (J v)", scale=scale)


@pytest.mark.kata(pinned=False)
@given(plain_points())
@example(X)
def test_the_chain_rule_multiplies_jacobians(kata, x):
    inner, outer = kata.jacobian(sums_and_square, x), kata.jacobian(layer, sums_and_square(x))
    scale = (lost(chain, x) + lost(sums_and_square, x)) * (1 + np.abs(x).sum()) ** 3
    law = "the Jacobian of g(f(x)) is that of g times that of f"
    kata.equal(kata.jacobian(chain, x), outer @ inner, law, scale=scale)


test_is_written_from_scratch = from_scratch(("jacobian", layer, X), ("jvp", layer, X, V), ("vjp", layer, X, U[:3]))


# --------------------------------------------------------------------------------------- edges


@edges
@given(EVERY, points())
@example(layer, np.array([0.3, 4.0], np.float32))
@example(all_but_the_first, X)
@example(neighbours, LONG[0])
def test_jacobian_agrees_in_every_dtype_and_layout(kata, f, x):
    kata.check("jacobian", f, x, scale=lost(f, x))


@edges
@given(EVERY, points_and_vectors())
@example(layer, IN_FLOAT32)
@example(all_but_the_first, (X, V, U))
@example(sums_and_square, (X, 0 * V, U))
@example(sums_and_square, (IN_FLOAT32[0], 0 * IN_FLOAT32[1], IN_FLOAT32[2]))
@example(sums_and_square, LONG)
def test_jvp_agrees_in_every_dtype_and_layout(kata, f, x_v_u):
    x, v, _ = x_v_u
    kata.check("jvp", f, x, v, scale=lost(f, x) * np.abs(v).sum())


@edges
@given(EVERY, points_and_vectors())
@example(layer, IN_FLOAT32)
@example(all_but_the_first, (X, V, U))
@example(sums_and_square, (X, V, 0 * U))
@example(sums_and_square, LONG)
def test_vjp_agrees_in_every_dtype_and_layout(kata, f, x_v_u):
    x, _, u = x_v_u
    u = u[: outputs(f, x)]
    kata.check("vjp", f, x, u, scale=lost(f, x) * np.abs(u).sum())


@edges
@pytest.mark.parametrize(
    ("f", "x", "v"),
    [(layer, 1.5, -2.0), (sums_and_square, 0.0, 3.0), (neighbours, -0.5, 0.0)],
    ids=["layer", "sums_and_square", "neighbours"],
)
def test_one_input_makes_one_column(kata, f, x, v):
    x, v, u = np.array([x]), np.array([v]), U[: outputs(f, X[:1])]
    kata.check("jacobian", f, x, scale=lost(f, x))
    kata.check("jvp", f, x, v, scale=lost(f, x) * np.abs(v).sum())
    kata.check("vjp", f, x, u, scale=lost(f, x) * np.abs(u).sum())


@edges
@pytest.mark.parametrize("factor", [1e-8, 1e-3, 1e4, 1e-20])
def test_products_grow_with_the_vector(kata, factor):
    v, u = V * factor, U[:3] * factor
    kata.check("jvp", layer, X, v, scale=lost(layer, X) * np.abs(v).sum())
    kata.check("vjp", layer, X, u, scale=lost(layer, X) * np.abs(u).sum())


@edges
@given(points_and_vectors())
def test_products_are_those_of_the_table(kata, x_v_u):
    f, (x, v, u) = sums_and_square, x_v_u
    u = u[: outputs(f, x)]
    table = np.asarray(kata.jacobian(f, x))
    scale = (1 + lost(f, x)) * (1 + np.abs(x).max())
    kata.equal(kata.jvp(f, x, v), table @ v, "jvp(f, x, v) is the Jacobian times v", scale=scale * np.abs(v).sum())
    law = "vjp(f, x, u) is the Jacobian's transpose times u"
    kata.equal(kata.vjp(f, x, u), table.T @ u, law, scale=scale * np.abs(u).sum())


@edges
def test_x_stays_as_it_is_while_f_is_called(kata):
    moved = kata.run(moves_its_input, X, V, U[:3])
    kata.require(not moved, "x is the same at every call of f")


@edges
def test_jvp_calls_the_function_as_often_for_many_inputs_as_for_few(kata):
    grows = kata.run(calls_grow_with_the_inputs, np.ones(2), np.ones(12))
    kata.require(not grows, "12 inputs take as many calls of f as 2")


@edges(targets="numpy")
def test_vjp_never_holds_all_entries_of_the_jacobian(kata):
    held = kata.run(holds_the_jacobian, np.ones(80), np.ones(8000))
    kata.require(not held, "less than half of the Jacobian is held at one time")


@edges
@pytest.mark.parametrize("shape", [(1,), (4,), (3, 1)], ids=str)
def test_refuses_a_vector_of_another_shape(kata, shape):
    kata.check_raises(ValueError, "jvp", neighbours, X, np.ones(shape), says=[X.shape, shape])


@edges
@pytest.mark.parametrize("shape", [(1,), (3,), (5,), (4, 1)], ids=str)
def test_refuses_weights_of_another_shape(kata, shape):
    kata.check_raises(ValueError, "vjp", sums_and_square, X, np.ones(shape), says=[(4,), shape])


# --------------------------------------------------------------------------------------- torch


test_stays_on_the_device_of_its_input = on_its_device(
    ("jacobian", layer, X), ("jvp", layer, X, V), ("vjp", layer, X, U[:3])
)
