"""Solving undoes a matrix: a x is b again, as nearly as the condition of the matrix allows."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo.strategies import arrays, laid_out

_ANSWERS = [
    "solve",
    "solve_ex",
    "inv",
    "inv_ex",
    "inverse",
    "pinv",
    "tensorinv",
    "tensorsolve",
    "lstsq",
    "solve_triangular",
]
_FACTORS = ["lu", "lu_factor", "lu_factor_ex", "lu_solve", "lu_unpack", "qr", "geqrf", "cholesky", "cholesky_ex"]
_MORE_FACTORS = ["cholesky_solve", "cholesky_inverse", "cho_solve", "svd", "ldl_solve", "schur", "triangular_solve"]

pytestmark = pytest.mark.kata(
    day=2,
    from_scratch=[*_ANSWERS, *_FACTORS, *_MORE_FACTORS, "eig", "eigh", "matrix_power", "gesv", "dgesv", "sgesv"],
    instead="You need to swap rows, to divide a row by its pivot, and to take multiples of it off the others.",
)


@st.composite
def matrices(draw, n=None, batches=((), (), (2,), (3, 1))):
    """Matrices that are far from singular, with pivots off the diagonal and rows of different magnitude."""
    n = draw(st.integers(1, 4)) if n is None else n
    noise = draw(arrays((*draw(st.sampled_from(batches)), n, n), magnitude=1.0, layouts=False)) / n
    strong = noise + 2 * np.eye(n, dtype=noise.dtype)
    lengths = np.array(draw(st.lists(st.sampled_from([1, 1, -1, 64, 1 / 64]), min_size=n, max_size=n)))
    order = draw(st.permutations(range(n)))
    return draw(laid_out((strong * lengths[:, None])[..., order, :].astype(noise.dtype)))


@st.composite
def systems(draw):
    """A matrix, or a batch of them, and right sides that fit."""
    a = draw(matrices())
    n, k = a.shape[-1], draw(st.integers(1, 3))
    b = draw(arrays(draw(st.sampled_from([(n,), (n, k), (2, n, k), (3, 2, n, k)])), a.dtype))
    return a, b


def condition(a):
    """How many roundings an inverse is off by: the longest stretch of space, divided by the shortest."""
    return np.linalg.cond(a.astype(np.float64)) if a.size else np.ones(a.shape[:-2])


def size_of_solution(a, b):
    """What the entries of a solution may be off by, per rounding."""
    x = np.linalg.norm(np.linalg.inv(a.astype(np.float64)), axis=(-2, -1)) * np.max(np.abs(b), initial=0)
    return np.max(x * condition(a), initial=0)


def size_of_inverse(a):
    return np.max(np.linalg.norm(np.linalg.inv(a.astype(np.float64)), axis=(-2, -1)) * condition(a), initial=0)


def turned(*stretches):
    """A matrix that stretches space by these factors, in directions across the axes."""
    rng, n = np.random.default_rng(3), len(stretches)
    left, right = (np.linalg.qr(rng.normal(size=(n, n)))[0] for _ in range(2))
    return left @ np.diag(stretches) @ right


TWO = np.array([[4.0, 7.0], [2.0, 6.0]])
SWAPS = np.array([[0.0, 2.0, 1.0], [1.0, 1.0, 0.0], [3.0, 0.0, 1.0]])
NEGATIVE = np.array([[0.0, -2.0, 1.0], [-1.0, -1.0, 0.0], [-3.0, 0.0, -1.0]])
LATE = np.array([[2.0, 1.0, 1.0], [4.0, 2.0, -1.0], [6.0, 5.0, 3.0]])
THREE = np.stack([SWAPS, LATE, np.eye(3)])
SIDES = np.array([[1.0, 5.0], [2.0, 6.0], [3.0, -4.0]])


# ------------------------------------------------------------------------------------------------------- solve


def test_worked_figure(kata):
    kata.check_figure("solve", TWO[::-1], np.array([22.0, 29.0]), gives=[2.0, 3.0], decimals=9)


def test_worked_figure_that_begins_with_a_zero(kata):
    kata.check_figure("solve", SWAPS, np.array([7.0, 3.0, 6.0]), gives=[1.0, 2.0, 3.0], decimals=9)


@given(systems())
@example((LATE, SIDES[:, 0]))
@example((NEGATIVE, SIDES[:, 0]))
@example((SWAPS, SIDES))
@example((LATE.astype(np.float32), SIDES.astype(np.float32)))
@example((SWAPS, np.array([[1.0], [2.0], [3.0]])))
@example((THREE, SIDES))
@example((THREE, SIDES[:, 0]))
@example((THREE, np.arange(9.0).reshape(3, 3)))
@example((LATE, np.stack([SIDES, -SIDES])))
@example((THREE[:, None], np.stack([SIDES, -SIDES])))
@example((np.array([[-4.0]]), np.array([3.0])))
def test_solve_agrees_with_numpy_and_torch(kata, system):
    a, b = system
    kata.check("solve", a, b, scale=size_of_solution(a, b))


@pytest.mark.parametrize(
    ("a", "b"),
    [((0, 0), (0,)), ((0, 0), (0, 2)), ((3, 3), (3, 0)), ((2, 0, 0), (0, 1)), ((0, 3, 3), (3, 2)), ((0, 3, 3), (3,))],
    ids=str,
)
def test_solve_takes_what_is_empty(kata, a, b):
    kata.check("solve", np.zeros(a) + np.eye(a[-1]), np.ones(b))


@given(systems())
def test_the_matrix_brings_the_right_side_back(kata, system):
    a, b = system
    columns = b[:, None] if b.ndim == 1 else b
    x = np.asarray(kata.solve(a, b), np.float64)
    back = a @ (x[..., None] if b.ndim == 1 else x)
    scale = np.max(condition(a)) * np.max(np.abs(b))
    kata.equal(back, np.broadcast_to(columns, back.shape), "A x = b", scale=scale)


@given(systems())
def test_solve_takes_each_right_side_by_itself(kata, system):
    a, b = system
    both = np.stack([b, 2 * b[::-1]], axis=-1) if b.ndim == 1 else b
    alone = np.asarray(kata.solve(a, both[..., -1:]))
    found = np.asarray(kata.solve(a, both))[..., -1:]
    kata.equal(found, alone, "each column is a system of its own", scale=size_of_solution(a, both))


# ------------------------------------------------------------------------------------------------------- inverse


def test_worked_figure_of_an_inverse(kata):
    kata.check_figure("inverse", TWO, gives=[[0.6, -0.7], [-0.2, 0.4]], decimals=9)


@given(matrices())
@example(LATE)
@example(SWAPS)
@example(LATE.astype(np.float32))
@example(THREE)
@example(THREE[:, None].astype(np.float32))
@example(np.array([[-4.0]]))
def test_inverse_agrees_with_numpy_and_torch(kata, a):
    kata.check("inverse", a, scale=size_of_inverse(a))


@pytest.mark.parametrize("shape", [(0, 0), (3, 0, 0), (0, 3, 3)], ids=str)
def test_inverse_takes_what_is_empty(kata, shape):
    kata.check("inverse", np.ones(shape))


@given(matrices())
def test_the_inverse_undoes_the_matrix_from_both_sides(kata, a):
    x, one = np.asarray(kata.inverse(a), np.float64), np.broadcast_to(np.eye(a.shape[-1]), a.shape)
    kata.equal(a @ x, one, "A A^-1 = I", scale=np.max(condition(a)) ** 2)
    kata.equal(x @ a, one, "A^-1 A = I", scale=np.max(condition(a)) ** 2)


@given(matrices())
def test_the_inverse_of_the_inverse_is_the_matrix(kata, a):
    again = kata.inverse(kata.inverse(a))
    kata.equal(again, a, "(A^-1)^-1 = A", scale=np.max(condition(a)) ** 2 * np.max(np.abs(a)))


@given(st.integers(1, 3).flatmap(lambda n: st.tuples(*[matrices(n, batches=[()])] * 2)))
def test_the_inverse_of_a_product_is_the_product_of_the_inverses_in_reverse(kata, pair):
    A, B = (m.astype(np.float64) for m in pair)
    scale = condition(A) * condition(B) * size_of_inverse(A) * size_of_inverse(B)
    reverse = np.asarray(kata.inverse(B)) @ np.asarray(kata.inverse(A))
    kata.equal(kata.inverse(A @ B), reverse, "(A B)^-1 = B^-1 A^-1", scale=scale)


@given(st.floats(-3.0, 3.0))
def test_the_inverse_of_a_rotation_is_its_transpose(kata, angle):
    a = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    kata.equal(kata.inverse(a), a.T, "R^-1 = R^T", scale=1)


# ------------------------------------------------------------------------------------------------- ill-conditioned


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("tiny", [0.0, 1e-20, -1e-30])
def test_a_tiny_number_on_the_diagonal_does_no_harm(kata, tiny, dtype):
    a = np.array([[tiny, 1.0, 2.0], [1.0, tiny, 1.0], [1.0, 3.0, tiny]], dtype)
    kata.check("solve", a, np.array([5.0, 3.0, 4.0], dtype), scale=size_of_solution(a, 5.0))


_NEARLY_SINGULAR = {
    "one long": turned(1.0, 1e-9, 1e-9, 1e-9),
    "graded": turned(1.0, 1e-2, 1e-5, 1e-8),
    "one short": turned(1e6, 1e6, 1.0),
    "twins": np.array([[1.0, 1.0], [1.0, 1.0 + 2.0**-27]]),
    "float32": turned(1.0, 1e-1, 1e-2, 1e-3).astype(np.float32),
}


def matrix_times_inverse(solution, a):
    return a @ solution.inverse(a)


def matrix_times_solution(solution, a, b):
    return a @ solution.solve(a, b)


@pytest.mark.parametrize("a", _NEARLY_SINGULAR.values(), ids=_NEARLY_SINGULAR)
def test_the_error_is_no_larger_than_the_condition_explains(kata, a):
    """A A^-1 is I, give or take as many roundings as the condition of A."""
    kata.check(matrix_times_inverse, a, scale=condition(a))


@pytest.mark.parametrize("a", _NEARLY_SINGULAR.values(), ids=_NEARLY_SINGULAR)
def test_the_residual_is_no_larger_than_the_condition_explains(kata, a):
    """A x is b, give or take as many roundings as the condition of A."""
    kata.check(matrix_times_solution, a, np.cos(np.arange(len(a))).astype(a.dtype), scale=condition(a))


@pytest.mark.parametrize("c", [1e-18, 1e-120, 1e12])
def test_the_unit_of_the_entries_does_not_matter(kata, c):
    kata.check("solve", LATE * c, SIDES)
    kata.check("inverse", SWAPS * c)


@pytest.mark.parametrize("small", [1e-9, 1e-20])
def test_rows_may_differ_in_magnitude(kata, small):
    a = np.array([[0.0, small, 0.0], [3.0, 0.0, 0.0], [0.0, 0.0, 2.0]])
    kata.check("inverse", a)
    kata.check("solve", a, SIDES)


# --------------------------------------------------------------------------------------------------------- errors

_SINGULAR = [
    [[0.0]],
    [[0.0, 0.0], [0.0, 0.0]],
    [[1.0, 2.0], [2.0, 4.0]],
    [[3.0, 0.0, 1.0], [4.0, 0.0, 2.0], [5.0, 0.0, 7.0]],
    [[1.0, 2.0, 3.0], [0.0, 0.0, 0.0], [7.0, 8.0, 9.0]],
    [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [1.0, 2.0, 3.0]],
    [[[2.0, 1.0], [1.0, 1.0]], [[1.0, 1.0], [1.0, 1.0]]],
]


@pytest.mark.parametrize("a", _SINGULAR, ids=["0", "zeros", "multiples", "column", "row", "twice", "one of a batch"])
def test_refuses_a_singular_matrix(kata, a):
    a = np.array(a)
    kata.check_raises(np.linalg.LinAlgError, "solve", a, np.ones(a.shape[-1]))
    kata.check_raises(np.linalg.LinAlgError, "inverse", a)


@pytest.mark.parametrize("shape", [(2, 3), (3, 2), (1, 2), (5, 3, 2), (3, 0)], ids=str)
def test_refuses_what_is_not_square(kata, shape):
    a = np.eye(*shape[-2:]) + np.zeros(shape)
    kata.check_raises(ValueError, "solve", a, np.ones(shape[-2]))
    kata.check_raises(ValueError, "solve", a, np.ones(shape[-1]))  # as many rows as unknowns
    kata.check_raises(ValueError, "inverse", a)


@pytest.mark.parametrize("shape", [(2,), (4,), (1,), (2, 3), (1, 3), (4, 1), (2, 2, 3)], ids=str)
def test_refuses_right_sides_with_more_or_fewer_rows(kata, shape):
    kata.check_raises(ValueError, "solve", SWAPS, np.ones(shape))


# -------------------------------------------------------------------------------------------- cost, gradients, device


def test_costs_three_loops_at_most(kata):
    """Wordy loops, column by column, run some 60,000 lines here. Cofactors, each an expansion, have 12! products."""
    a = turned(*np.linspace(1.0, 3.0, 12))
    kata.count_lines("inverse", a, limit=200_000)
    kata.check("inverse", a)


@pytest.mark.kata(targets="torch")
@pytest.mark.parametrize("b", [SIDES[:, 0], SIDES, np.stack([SIDES, -SIDES])[:, None]], ids=["one", "two", "batch"])
@pytest.mark.parametrize("a", [SWAPS, THREE], ids=["one", "batch"])
def test_gradient_of_solve_agrees_with_torch(kata, a, b):
    kata.check_gradient("solve", a, b, scale=size_of_solution(a, b) * size_of_inverse(a))


@pytest.mark.kata(targets="torch")
@pytest.mark.parametrize("a", [TWO, SWAPS, THREE], ids=["two", "three", "batch"])
def test_gradient_of_inverse_agrees_with_torch(kata, a):
    kata.check_gradient("inverse", a, scale=size_of_inverse(a) ** 2)


@pytest.mark.kata(targets="torch-cpu")
def test_stays_on_the_device_of_its_input(kata):
    kata.check_device("solve", THREE, SIDES)
    kata.check_device("inverse", THREE)


def test_is_written_from_scratch(kata):
    kata.check_from_scratch("solve", SWAPS, SIDES)
    kata.check_from_scratch("inverse", SWAPS)
