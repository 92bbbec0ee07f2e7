"""Muon steps along a matrix whose singular values are all near 1, and never computes one of them."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch, on_its_device, themes
from dojo.scenarios import (
    copies,
    from_a_generator,
    gradients_after,
    positions,
    positions_of_tensors,
    two_for_the_same_arrays,
)
from dojo.strategies import arrays, dtypes, plain_arrays

pytestmark = pytest.mark.kata(
    minutes=60,
    from_scratch=[
        *themes.FACTORIZATIONS,
        *themes.CHOLESKY,
        *themes.SOLVERS,
        *themes.OPTIMIZERS,
        *("Muon", "muon", "single_tensor_muon", "zeropower_via_newtonschulz", "sqrtm", "fractional_matrix_power"),
    ],
    instead="You need products of matrices, a sum of squares and a running mean.",
    ladder={"g": "finite", "one_step.start": "finite-small-tiny", "one_step.slope": "finite-small-tiny"},
    long="m",
)

LOUD = 2.0**40
"""What gradients are multiplied by, so that eps is nothing beside them: a mean and a sum are then the same."""
DIAGONAL = np.diag([3.0, 4.0])
WIDE = np.array([[1.0, -2.0, 0.5, 3.0, 0.0], [2.0, 1.0, -1.0, 0.5, 4.0], [-1.0, 0.5, 2.0, 1.0, 1.5]])
SQUARE = np.array([[2.0, -1.0, 0.0], [1.0, 3.0, -2.0], [0.5, 1.0, 1.0]])
THIN = np.array([[1.0], [-2.0], [2.0]])
HALF = {"lr": 0.1, "weight_decay": 0.5}
STRONG = {"lr": 0.5, "momentum": 0.5, "weight_decay": 0.25}
TWO = ([WIDE.copy(), SQUARE.T.copy()], [[WIDE[::-1].copy(), SQUARE], [WIDE[:, ::-1].copy(), SQUARE - 2.0]])
TURNING = ([np.ones((3, 2))], [[WIDE[:, :2].copy()], [WIDE[:, 3:].copy()], [-WIDE[:, 1:3]]])
WITHOUT = (
    [np.ones((2, 3)), np.ones((3, 2)), np.zeros((2, 2))],
    [
        [WIDE[:2, :3] * LOUD, WIDE[:, :2] * LOUD, None],
        [WIDE[1:, 1:4] * LOUD, None, SQUARE[:2, :2] * LOUD],
        [WIDE[:2, 2:] * LOUD, WIDE[:, 2:4] * LOUD, SQUARE[1:, 1:] * LOUD],
    ],
)
NAMES = {
    "tokens.weight": (7, 4),
    "positions.weight": (5, 4),
    "norm": (4,),
    "blocks.0.attention.q.weight": (4, 4),
    "blocks.0.attention.q.bias": (4,),
    "blocks.0.kernel": (4, 2, 3),
    "blocks.0.mlp.up.weight": (8, 4),
    "blocks.1.heads.weight": (4, 4),
    "blocks.1.tokens.weight": (6, 2),
    "head.weight": (7, 4),
    "up": (4, 8),
}


# ------------------------------------------------------------------------------ scenarios and inputs


def loudly(solution, params, grads, **options):
    """Copies of all matrices after each step of Muon, whose gradients are 2**40 times those given."""
    loud = [[None if g is None else g * LOUD for g in gradients] for gradients in grads]
    return positions(solution, "Muon", params, loud, **options)


def one_step(solution, start, slope, **options):
    """Where a matrix is after one step of Muon, whose gradient is 2**40 times the one given."""
    return loudly(solution, [start], [[slope]], **options)[0][0]


def options_in_order(solution, start, slopes, lr, momentum, weight_decay):
    """Where a matrix is after two steps; the options are given by their places."""
    (own,) = copies([start])
    optimizer = solution.Muon([own], lr, momentum, weight_decay)
    for slope in slopes:
        optimizer.step([slope * LOUD])
    return own


def with_changing_rates(solution, params, grads, rates):
    """Where the matrices end when the attribute lr is set before each step."""
    own = copies(params)
    optimizer = solution.Muon(list(own), weight_decay=0.5)
    for rate, gradients in zip(rates, grads, strict=True):
        optimizer.lr = rate
        optimizer.step([g * LOUD for g in gradients])
    return own


def reused_gradients(solution, params, grads):
    """Every gradient arrives in the same arrays; between two steps the caller brings its own matrices back."""
    own, buffers = copies(params), copies(grads[0])
    optimizer, seen = solution.Muon(list(own), **HALF), []
    for gradients in grads:
        for buffer, gradient in zip(buffers, gradients, strict=True):
            buffer[...] = gradient * LOUD
        optimizer.step(buffers)
        seen.append(copies(own))
        for array, start in zip(own, params, strict=True):
            array[...] = start
    return seen


def through_a_transpose(solution, table, slope):
    """The table, after Muon was given its transpose."""
    (moved,) = copies([table])
    solution.Muon([moved.T], **HALF).step([slope.T * LOUD])
    return moved


def memory(solution, g):
    """The result, and whether less than a quarter of the memory of the larger product was held at any time."""
    solution.newton_schulz(g[:3, :3])
    tracemalloc.start()
    try:
        x = solution.newton_schulz(g, 1, 0.0)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    return {"result": x, "less than a quarter of the larger product": peak < max(g.shape) ** 2 * g.itemsize / 4}


def sorted_out(solution, shapes):
    """The names of both lists that split makes of a model's parameters."""
    named = {name: np.zeros(shape) for name, shape in shapes.items()}
    matrices, others = solution.split((name, p) for name, p in named.items())
    names = {id(p): name for name, p in named.items()}
    return {"matrices": [names[id(p)] for p in matrices], "others": [names[id(p)] for p in others]}


@st.composite
def plain_matrices(draw):
    """A matrix of two rows and columns or more, none of its entries near 0."""
    shape = draw(st.integers(2, 5)), draw(st.integers(2, 5))
    return draw(plain_arrays(shape, exclude_zero=True))


@st.composite
def runs_of_matrices(draw):
    """One or two matrices, and a gradient for each of them in each of one to three steps."""
    steps = draw(st.integers(1, 3))
    shapes = draw(st.lists(st.tuples(st.integers(2, 4), st.integers(2, 4)), min_size=1, max_size=2))
    params = [draw(plain_arrays(shape)) for shape in shapes]
    return params, [[draw(plain_arrays(shape, exclude_zero=True)) for shape in shapes] for _ in range(steps)]


options_of_muon = st.fixed_dictionaries(
    {
        "lr": st.sampled_from([2e-3, 0.1, 1.0]),
        "momentum": st.sampled_from([0.95, 0.5, 0.0]),
        "weight_decay": st.sampled_from([0.1, 0.0, 0.5]),
    }
)


# ------------------------------------------------------------------------------------------ core


@pytest.mark.parametrize(("steps", "gives"), [(0, [0.6, 0.8]), (1, [1.1933, 0.9765]), (5, [0.7229, 1.1192])])
def test_worked_example_of_newton_schulz(kata, steps, gives):
    kata.check_figure("newton_schulz", DIAGONAL, steps, gives=np.diag(gives).tolist(), decimals=4)


def test_worked_example_of_muon(kata):
    gives = [[0.9296, 0.95], [0.95, 0.9183]]
    kata.check_figure(one_step, np.ones((2, 2)), DIAGONAL, **HALF, gives=gives, decimals=4)


@pytest.mark.parametrize("steps", [1, 2, 5])
@pytest.mark.parametrize("g", [WIDE, SQUARE, WIDE.T.copy(), THIN], ids=["wide", "square", "tall", "one column"])
def test_applies_the_polynomial_to_every_singular_value(kata, g, steps):
    kata.check("newton_schulz", g, steps, 0.0)


def test_makes_five_steps_by_default(kata):
    kata.check("newton_schulz", WIDE * LOUD)


@given(plain_matrices(), st.integers(1, 6))
@example(WIDE, 5)
def test_agrees_with_the_singular_values(kata, g, steps):
    kata.check("newton_schulz", g, steps, 0.0)


@given(plain_matrices(), st.sampled_from([2.0**-20, 0.5, 1024.0]))
def test_the_length_of_the_gradient_does_not_matter(kata, g, factor):
    law = "newton_schulz(c g) = newton_schulz(g) where eps is 0"
    kata.equal(kata.newton_schulz(g * factor, 5, 0.0), kata.newton_schulz(g, 5, 0.0), law, scale=10.0)


@given(plain_matrices())
def test_the_transpose_gives_the_transpose(kata, g):
    law = "newton_schulz(g.T) = newton_schulz(g).T"
    kata.equal(kata.newton_schulz(g.T.copy(), 5, 0.0), kata.newton_schulz(g, 5, 0.0).T, law, scale=10.0)


@pytest.mark.parametrize("options", [{}, HALF, STRONG], ids=["defaults", "half", "strong"])
@pytest.mark.parametrize("run", [TWO, TURNING], ids=["two", "turning"])
def test_muon_steps_along_the_orthogonal_momentum(kata, run, options):
    kata.check(loudly, *run, **options)


def test_takes_its_options_in_the_order_of_the_stub(kata):
    kata.check(options_in_order, WIDE, np.stack([WIDE[::-1], WIDE - 1.0]), 0.25, 0.5, 0.125)


@given(runs_of_matrices(), options_of_muon)
@example(TWO, STRONG)
def test_agrees_for_any_matrices_and_options(kata, run, options):
    kata.check(loudly, *run, **options)


@given(plain_arrays((3, 4)), plain_arrays((3, 4), exclude_zero=True), st.sampled_from([2.0**-8, 16.0]))
def test_a_longer_gradient_makes_no_longer_step(kata, start, slope, factor):
    law = "c times the gradient gives the same step"
    one, two = (kata.run(one_step, start, c * slope, **HALF) for c in (factor, 1.0))
    kata.equal(one, two, law, scale=np.abs(start) + 10.0)


test_is_written_from_scratch = from_scratch(
    ("newton_schulz", SQUARE, 5, 0.0), (one_step, np.ones((3, 3)), SQUARE), (one_step, np.ones((3, 5)), WIDE)
)


# ----------------------------------------------------------------------------------------- edges


@edges
@pytest.mark.parametrize("eps", [0.5, 1e-3])
def test_eps_is_added_to_the_norm(kata, eps):
    kata.check("newton_schulz", WIDE / 8, 5, eps)
    kata.check("newton_schulz", WIDE.T / 8, 1, eps)


@edges
def test_eps_is_small_by_default(kata):
    kata.check("newton_schulz", SQUARE * 2.0**-22)


@edges
@pytest.mark.parametrize("shape", [(2, 3), (3, 2), (1, 1)])
def test_zeros_give_zeros(kata, shape):
    kata.check("newton_schulz", np.zeros(shape))
    kata.check(loudly, [np.ones(shape)], [[np.zeros(shape)]] * 2, **HALF)


@edges
@pytest.mark.parametrize("tall", [False, True])
def test_each_matrix_of_a_stack_has_a_norm_of_its_own(kata, tall):
    stack = np.stack([WIDE, 100 * WIDE[::-1], WIDE - 3.0, 0 * WIDE]).reshape(2, 2, 3, 5)
    kata.check("newton_schulz", np.swapaxes(stack, -1, -2).copy() if tall else stack)


@edges
@given(st.sampled_from([(), (2,), (2, 1)]), st.tuples(st.integers(0, 4), st.integers(0, 4)), dtypes(), st.data())
@example((), (3, 2), np.float32, None)
def test_newton_schulz_in_every_dtype_and_layout(kata, lead, shape, dtype, data):
    shape = (*lead, *shape)
    g = WIDE[:, :2].astype(dtype) if data is None else data.draw(arrays(shape, dtype, exclude_zero=True))
    kata.check("newton_schulz", g, 3, 0.5)


@edges(targets="numpy")
@pytest.mark.parametrize("shape", [(400, 4), (4, 400), (2, 400, 4)], ids=["tall", "wide", "a stack"])
def test_takes_the_smaller_of_the_two_products(kata, shape):
    kata.check(memory, np.random.default_rng(0).normal(size=shape))


@edges
def test_moves_matrices_of_float32(kata):
    params, grads = TWO
    kata.check(
        loudly, [p.astype(np.float32) for p in params], [[g.astype(np.float32) for g in each] for each in grads], **HALF
    )


@edges
@pytest.mark.parametrize("options", [HALF, STRONG], ids=["half", "strong"])
def test_a_gradient_of_none_leaves_its_matrix_and_its_mean_alone(kata, options):
    kata.check(positions, "Muon", *WITHOUT, **options)


@edges
def test_leaves_the_gradients_as_they_are(kata):
    kata.check(gradients_after, "Muon", *WITHOUT, **HALF)


@edges
def test_writes_into_the_matrix_that_it_was_given_also_through_a_view(kata):
    kata.check(through_a_transpose, WIDE, WIDE[::-1].copy())


@edges
def test_each_step_uses_the_rate_of_the_moment(kata):
    kata.check(with_changing_rates, *TURNING, [0.5, 0.125, 0.0])


@edges
def test_keeps_no_array_of_the_caller_as_its_state(kata):
    kata.check(reused_gradients, *TURNING)


@edges
def test_two_optimizers_share_nothing(kata):
    params, grads = TURNING
    kata.check(two_for_the_same_arrays, "Muon", params, [[g * LOUD for g in each] for each in grads])


@edges
def test_the_matrices_may_come_from_a_generator(kata):
    kata.check(from_a_generator, "Muon", WITHOUT[0], WITHOUT[1][2:], **HALF)


@edges
@pytest.mark.parametrize("count", [1, 3])
def test_refuses_a_wrong_number_of_gradients(kata, count):
    kata.check_raises(ValueError, positions, "Muon", [SQUARE, SQUARE.T.copy()], [[SQUARE] * count])


@edges
@pytest.mark.parametrize("shape", [(3,), (2, 3, 4), ()], ids=str)
def test_refuses_a_parameter_that_is_no_matrix(kata, shape):
    params = [SQUARE, np.ones(shape)]
    kata.check_raises(ValueError, positions, "Muon", params, [[SQUARE, np.ones(shape)]], says=[shape])


@edges(targets="numpy")
def test_splits_matrices_from_tables_and_vectors(kata):
    kata.check(sorted_out, NAMES)
    kata.check(sorted_out, {})


# ----------------------------------------------------------------------------------------- torch


@pytest.mark.kata(targets="torch")
@pytest.mark.parametrize("given", [False, True], ids=["left by backward", "given"])
def test_moves_tensors_that_require_a_gradient(kata, given):
    kata.check(positions_of_tensors, "Muon", *WITHOUT, given=given, **HALF)


test_stays_on_the_device_of_its_parameters = on_its_device(
    ("newton_schulz", WIDE), (positions, "Muon", *WITHOUT), (positions, "Muon", *TWO)
)
