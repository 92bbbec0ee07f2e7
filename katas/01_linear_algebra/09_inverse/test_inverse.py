"""Solving undoes a matrix: a x is b again, as nearly as the condition of the matrix allows."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch, on_its_device, themes
from dojo.strategies import arrays, laid_out, plain_arrays

pytestmark = pytest.mark.kata(
    minutes=40,
    from_scratch=[
        *themes.CHOLESKY,
        *themes.FACTORIZATIONS,
        *themes.SOLVERS,
        *("solve", "solve_ex", "solve_triangular", "solve_banded", "solveh_banded", "solve_toeplitz"),
        *("tensorsolve", "triangular_solve", "cholesky_solve", "cho_solve", "ldl_solve", "spsolve", "inv"),
        *("inv_ex", "inverse", "pinverse", "tensorinv", "cholesky_inverse", "matrix_power", "lu_unpack", "gesv"),
        *("dgesv", "sgesv", "getrf", "dgetrf", "sgetrf", "matrix", "asmatrix", "bmat", "Matrix", "factorized"),
        *("cg", "gmres", "bicgstab", "lsqr", "lsmr", "minres"),
    ],
    instead="You need to swap rows, to divide a row by its pivot, and to take multiples of it off the others.",
    ladder={"a": "finite", "b": "finite"},
)


@st.composite
def plain_matrices(draw, n=None):
    """Matrices that are far from singular, with pivots off the diagonal."""
    n = draw(st.integers(2, 4)) if n is None else n
    strong = draw(plain_arrays((n, n), magnitude=1.0)) / n + 2 * np.eye(n)
    return strong[draw(st.permutations(range(n)))]


@st.composite
def plain_systems(draw):
    """A matrix, and one right side or several."""
    a = draw(plain_matrices())
    n, k = len(a), draw(st.integers(2, 3))
    return a, draw(plain_arrays(draw(st.sampled_from([(n,), (n, k)]))))


@st.composite
def matrices(draw, n=None, batches=((), (), (2,), (3, 1))):
    """Matrices and batches, in each dtype and layout, far from singular, their rows of different magnitude."""
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


def residual(a, b, x):
    """Both sides of a x = b, with right sides in columns, and what their entries may be off by."""
    if b.ndim == 1:
        b, x = b[:, None], np.asarray(x)[..., None]
    back = a @ np.asarray(x, np.float64)
    return back, np.broadcast_to(b, back.shape), np.max(condition(a)) * np.max(np.abs(b))


TWO = np.array([[4.0, 7.0], [2.0, 6.0]])
SWAPS = np.array([[0.0, 2.0, 1.0], [1.0, 1.0, 0.0], [3.0, 0.0, 1.0]])
NEGATIVE = np.array([[0.0, -2.0, 1.0], [-1.0, -1.0, 0.0], [-3.0, 0.0, -1.0]])
LATE = np.array([[2.0, 1.0, 1.0], [4.0, 2.0, -1.0], [6.0, 5.0, 3.0]])
THREE = np.stack([SWAPS, LATE, np.eye(3)])
SIDES = np.array([[1.0, 5.0], [2.0, 6.0], [3.0, -4.0]])


def with_tiny_diagonal(tiny, dtype=np.float64):
    return np.array([[tiny, 1.0, 2.0], [1.0, tiny, 1.0], [1.0, 3.0, tiny]], dtype)


# ---------------------------------------------------------------------------------------- core


def test_worked_example(kata):
    kata.check_figure("solve", TWO[::-1].copy(), np.array([22.0, 29.0]), gives=[2.0, 3.0], decimals=9)


def test_worked_example_that_begins_with_a_zero(kata):
    kata.check_figure("solve", SWAPS, np.array([7.0, 3.0, 6.0]), gives=[1.0, 2.0, 3.0], decimals=9)


def test_worked_example_of_an_inverse(kata):
    kata.check_figure("inverse", TWO, gives=[[0.6, -0.7], [-0.2, 0.4]], decimals=9)


@given(plain_systems())
@example((LATE, SIDES[:, 0]))
@example((NEGATIVE, SIDES[:, 0]))
@example((SWAPS, SIDES))
@example((LATE, SIDES @ np.array([[1.0, 0.0, 2.0], [0.0, 1.0, -1.0]])))
def test_solve_agrees_with_numpy_and_torch(kata, system):
    a, b = system
    kata.check("solve", a, b, scale=size_of_solution(a, b))


@given(plain_matrices())
@example(LATE)
@example(SWAPS)
def test_inverse_agrees_with_numpy_and_torch(kata, a):
    kata.check("inverse", a, scale=size_of_inverse(a))


@pytest.mark.parametrize("tiny", [0.0, 1e-20, -1e-30, 1e-9])
def test_a_tiny_number_on_the_diagonal_does_no_harm(kata, tiny):
    a = with_tiny_diagonal(tiny)
    kata.check("solve", a, np.array([5.0, 3.0, 4.0]), scale=size_of_solution(a, 5.0))
    kata.check("inverse", a, scale=size_of_inverse(a))


@given(plain_systems())
def test_the_matrix_brings_the_right_side_back(kata, system):
    a, b = system
    back, given, scale = residual(a, b, kata.solve(a, b))
    kata.equal(back, given, "A x = b", scale=scale)


@given(plain_systems())
def test_solve_takes_each_right_side_by_itself(kata, system):
    a, b = system
    both = np.stack([b, 2 * b[::-1]], axis=-1) if b.ndim == 1 else b
    alone = np.asarray(kata.solve(a, both[:, -1].copy()))
    found = np.asarray(kata.solve(a, both))[:, -1]
    kata.equal(found, alone, "each column is a system of its own", scale=size_of_solution(a, both))


@given(plain_matrices())
def test_the_inverse_undoes_the_matrix_from_both_sides(kata, a):
    x, one = np.asarray(kata.inverse(a)), np.eye(len(a))
    kata.equal(a @ x, one, "A A^-1 = I", scale=condition(a))
    kata.equal(x @ a, one, "A^-1 A = I", scale=condition(a))


@given(plain_matrices())
def test_the_inverse_of_the_inverse_is_the_matrix(kata, a):
    again = kata.inverse(kata.inverse(a))
    kata.equal(again, a, "(A^-1)^-1 = A", scale=condition(a) ** 2 * np.max(np.abs(a)))


@given(st.integers(2, 3).flatmap(lambda n: st.tuples(*[plain_matrices(n)] * 2)))
def test_the_inverse_of_a_product_is_the_product_of_the_inverses_in_reverse(kata, pair):
    A, B = pair
    scale = size_of_inverse(A) * size_of_inverse(B)
    reverse = np.asarray(kata.inverse(B)) @ np.asarray(kata.inverse(A))
    kata.equal(kata.inverse(A @ B), reverse, "(A B)^-1 = B^-1 A^-1", scale=scale)


@given(st.floats(-3.0, 3.0))
def test_the_inverse_of_a_rotation_is_its_transpose(kata, angle):
    a = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    kata.equal(kata.inverse(a), a.T, "R^-1 = R^T", scale=1)


test_is_written_from_scratch = from_scratch(("solve", SWAPS, SIDES), ("inverse", SWAPS))


# --------------------------------------------------------------------------------------- edges


@edges
@given(systems())
@example((LATE.astype(np.float32), SIDES.astype(np.float32)))
@example((SWAPS, np.array([[1.0], [2.0], [3.0]])))
@example((THREE, SIDES))
@example((THREE, SIDES[:, 0]))
@example((THREE, np.arange(9.0).reshape(3, 3)))
@example((LATE, np.stack([SIDES, -SIDES])))
@example((THREE[:, None], np.stack([SIDES, -SIDES])))
@example((np.array([[-4.0]]), np.array([3.0])))
@example((np.resize(THREE, (40, 3, 3)), SIDES[:, 0]))
def test_solve_agrees_in_every_dtype_and_layout_and_for_batches(kata, system):
    a, b = system
    kata.check("solve", a, b, scale=size_of_solution(a, b))


@edges
@given(matrices())
@example(LATE.astype(np.float32))
@example(THREE)
@example(THREE[:, None].astype(np.float32))
@example(np.array([[-4.0]]))
@example(np.resize(THREE, (16, 3, 3)))
def test_inverse_agrees_in_every_dtype_and_layout_and_for_batches(kata, a):
    kata.check("inverse", a, scale=size_of_inverse(a))


@edges
@given(systems())
def test_each_matrix_of_a_batch_brings_its_right_side_back(kata, system):
    a, b = system
    back, given, scale = residual(a, b, kata.solve(a, b))
    kata.equal(back, given, "A x = b", scale=scale)


@edges
@pytest.mark.parametrize(
    ("a", "b"),
    [((0, 0), (0,)), ((0, 0), (0, 2)), ((3, 3), (3, 0)), ((2, 0, 0), (0, 1)), ((0, 3, 3), (3, 2)), ((0, 3, 3), (3,))],
    ids=str,
)
def test_solve_takes_what_is_empty(kata, a, b):
    kata.check("solve", np.zeros(a) + np.eye(a[-1]), np.ones(b))


@edges
@pytest.mark.parametrize("shape", [(0, 0), (3, 0, 0), (0, 3, 3)], ids=str)
def test_inverse_takes_what_is_empty(kata, shape):
    kata.check("inverse", np.ones(shape))


@edges
@pytest.mark.parametrize("tiny", [0.0, 1e-20, -1e-30])
def test_a_tiny_number_on_the_diagonal_does_no_harm_in_float32(kata, tiny):
    a = with_tiny_diagonal(tiny, np.float32)
    kata.check("solve", a, np.array([5.0, 3.0, 4.0], np.float32), scale=size_of_solution(a, 5.0))


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


@edges
@pytest.mark.parametrize("a", _NEARLY_SINGULAR.values(), ids=_NEARLY_SINGULAR)
def test_the_error_is_no_larger_than_the_condition_explains(kata, a):
    """A A^-1 is I, give or take as many roundings as the condition of A."""
    kata.check(matrix_times_inverse, a, scale=condition(a))


@edges
@pytest.mark.parametrize("a", _NEARLY_SINGULAR.values(), ids=_NEARLY_SINGULAR)
def test_the_residual_is_no_larger_than_the_condition_explains(kata, a):
    """A x is b, give or take as many roundings as the condition of A."""
    kata.check(matrix_times_solution, a, np.cos(np.arange(len(a))).astype(a.dtype), scale=condition(a))


@edges
@pytest.mark.parametrize(
    ("c", "dtype"),
    [(1e-18, np.float64), (1e-120, np.float64), (1e12, np.float64), (1e20, np.float32), (1e-25, np.float32)],
)
def test_the_unit_of_the_entries_does_not_matter(kata, c, dtype):
    kata.check("solve", (LATE * c).astype(dtype), SIDES.astype(dtype))
    kata.check("inverse", (SWAPS * c).astype(dtype))


@edges
@pytest.mark.parametrize("small", [1e-9, 1e-20])
def test_rows_may_differ_in_magnitude(kata, small):
    a = np.array([[0.0, small, 0.0], [3.0, 0.0, 0.0], [0.0, 0.0, 2.0]])
    kata.check("inverse", a)
    kata.check("solve", a, SIDES)


_SINGULAR = {
    "0": [[0.0]],
    "zeros": [[0.0, 0.0], [0.0, 0.0]],
    "multiples": [[1.0, 2.0], [2.0, 4.0]],
    "column": [[3.0, 0.0, 1.0], [4.0, 0.0, 2.0], [5.0, 0.0, 7.0]],
    "row": [[1.0, 2.0, 3.0], [0.0, 0.0, 0.0], [7.0, 8.0, 9.0]],
    "twice": [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [1.0, 2.0, 3.0]],
    "one of a batch": [[[2.0, 1.0], [1.0, 1.0]], [[1.0, 1.0], [1.0, 1.0]]],
}


@edges
@pytest.mark.parametrize("a", _SINGULAR.values(), ids=_SINGULAR)
def test_refuses_a_singular_matrix(kata, a):
    a = np.array(a)
    kata.check_raises(np.linalg.LinAlgError, "solve", a, np.ones(a.shape[-1]))
    kata.check_raises(np.linalg.LinAlgError, "inverse", a)


@edges
@pytest.mark.parametrize("shape", [(2, 3), (3, 2), (1, 2), (5, 3, 2), (3, 0)], ids=str)
def test_refuses_what_is_not_square(kata, shape):
    a = np.eye(*shape[-2:]) + np.zeros(shape)
    kata.check_raises(ValueError, "solve", a, np.ones(shape[-2]), says=shape[-2:])
    kata.check_raises(ValueError, "solve", a, np.ones(shape[-1]), says=shape[-2:])  # as many rows as unknowns
    kata.check_raises(ValueError, "inverse", a, says=shape[-2:])


@edges
@pytest.mark.parametrize("shape", [(2,), (4,), (1,), (2, 3), (1, 3), (4, 1), (2, 2, 3)], ids=str)
def test_refuses_right_sides_with_more_or_fewer_rows(kata, shape):
    rows = shape[-2 if len(shape) > 1 else 0]
    kata.check_raises(ValueError, "solve", SWAPS, np.ones(shape), says=[3, rows])


@edges
def test_costs_three_loops_at_most(kata):
    """Wordy loops, column by column, run some 60,000 lines here. Cofactors, each an expansion, have 12! products."""
    a = turned(*np.linspace(1.0, 3.0, 12))
    kata.count_lines("inverse", a, limit=200_000)


# --------------------------------------------------------------------------------------- torch


@pytest.mark.kata(targets="torch")
@pytest.mark.parametrize("b", [SIDES[:, 0], SIDES, np.stack([SIDES, -SIDES])[:, None]], ids=["one", "two", "batch"])
@pytest.mark.parametrize("a", [SWAPS, THREE], ids=["one", "batch"])
def test_gradient_of_solve_agrees_with_torch(kata, a, b):
    kata.check_gradient("solve", a, b, scale=size_of_solution(a, b) * size_of_inverse(a))


@pytest.mark.kata(targets="torch")
@pytest.mark.parametrize("a", [TWO, SWAPS, THREE], ids=["two", "three", "batch"])
def test_gradient_of_inverse_agrees_with_torch(kata, a):
    kata.check_gradient("inverse", a, scale=size_of_inverse(a) ** 2)


test_stays_on_the_device_of_its_input = on_its_device(("solve", THREE, SIDES), ("inverse", THREE))
