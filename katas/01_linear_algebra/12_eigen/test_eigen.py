"""Products with a matrix end at an eigenvector, which is only stretched; at the edges, all n of them are found."""

import itertools

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from dojo import edges, from_scratch, on_its_device
from dojo.strategies import arrays, dtypes, integer_arrays, laid_out

pytestmark = pytest.mark.kata(
    minutes=25,
    from_scratch=[
        *("eigh", "eig", "eigvals", "eigvalsh", "eigsh", "eigs", "eigen", "eig_banded", "eigh_tridiagonal", "lobpcg"),
        *("eigvals_banded", "eigvalsh_tridiagonal", "symeig", "svd", "svdvals", "svds", "svd_lowrank", "pca_lowrank"),
        *("schur", "qz", "polar", "sqrtm", "pinv", "pinvh", "hessenberg", "matrix_power", "syev", "syevd", "heevd"),
        *("poly", "null_space", "orth"),
    ],
    instead="You need products of matrices, cosines and sines, and a root.",
    ladder={"values_of.a": "fixed", "put_together.a": "fixed", "value_of.a": "finite"},
)

A = np.array([[-1.0, 2.0], [2.0, 2.0]])
FOUR = np.array([[4.0, 1.0, -2.0, 0.5], [1.0, -3.0, 0.0, 2.0], [-2.0, 0.0, 1.0, 1.0], [0.5, 2.0, 1.0, -6.0]])
REST = np.array([[-1.6, 0.8], [0.8, -0.4]])
"""What is left of A without its first eigenvector: A - 3 v vᵀ."""
TURNED = np.array([[0.0, 1.0], [1.0, 0.0]])
"""Its eigenvalues are 1 and -1."""
SPECIAL = [
    *(TURNED, np.array([[2.0, 1.0], [1.0, 2.0]]), np.array([[-3.0]]), np.zeros((3, 3)), np.eye(3), -np.eye(2)),
    *(np.ones((3, 3)), np.diag([3.0, -5.0, 1.0]), np.diag([2.0, 2.0, -7.0, 2.0]), np.ones((4, 4)) - 2 * np.eye(4)),
    np.kron(TURNED, np.eye(2)),  # 1, 1, -1, -1
    np.array([[1.0, 1e-5], [1e-5, 1.0]]),  # 1 ± 1e-5
    np.array([[1e6, 1.0, 0.0], [1.0, 1e-3, 1e-4], [0.0, 1e-4, -1e-3]]),
]


@st.composite
def plain_symmetric(draw):
    """Symmetric matrices whose eigenvalues differ in magnitude, each at least twice the next; some are negative."""
    n = draw(st.integers(2, 4))
    signs = draw(st.lists(st.sampled_from([1.0, -1.0]), min_size=n, max_size=n))
    a = np.diag(np.array([12.0, 6.0, 3.0, 1.0])[:n] * signs)
    for p, q in itertools.combinations(range(n), 2):
        angle, turn = draw(st.sampled_from([0.3, -0.5, 0.7, 1.1, 2.0])), np.eye(n)
        turn[p, p] = turn[q, q] = np.cos(angle)
        turn[p, q], turn[q, p] = np.sin(angle), -np.sin(angle)
        a = turn.T @ a @ turn
    return (a + a.T) / 2


@st.composite
def symmetric(draw, dtype=None):
    """Symmetric matrices, small and large ones, with equal and opposite eigenvalues among them."""
    n, dtype = draw(st.integers(1, 4)), dtype or draw(dtypes())
    if draw(st.booleans()):
        a = draw(integer_arrays((n, n), -2, 3)).astype(dtype)
    else:
        a = draw(arrays((n, n), dtype, layouts=False))
        a = np.where(np.abs(a) < 1e-6, 0, a).astype(dtype)  # squares must not vanish
    a = (a + a.T) / 2 * dtype(draw(st.sampled_from([1.0, 1e-8, 1e8])))
    return draw(laid_out(a))


def images(a, steps):
    """The vectors on the way in whole numbers, without rounding."""
    vectors = [np.ones(len(a), object)]
    for _ in range(steps):
        vectors.append(a.astype(np.int64).astype(object) @ vectors[-1])
    return np.array(vectors)


@st.composite
def iterations(draw, plain=False):
    """Symmetric matrices of whole numbers and a few steps, none of which comes to zero."""
    n, steps = draw(st.integers(2 if plain else 1, 4)), draw(st.integers(1 if plain else 0, 6))
    a = draw(integer_arrays((n, n), -4, 5))
    a = np.triu(a) + np.triu(a, 1).T
    assume(np.all(np.any(images(a, steps + 1) != 0, axis=1)))
    return (a.astype(np.float64) if plain else draw(laid_out(a.astype(draw(dtypes()))))), steps


def value_and_projector(solution, a, steps):
    """The projector on a vector is the same for both of its signs."""
    value, vector = solution.power_iteration(a, steps)
    return value, vector[:, None] * vector[None, :]


def value_of(solution, a, steps):
    return solution.power_iteration(a, steps)[0]


def projector_of(solution, a, steps):
    return value_and_projector(solution, a, steps)[1]


def next_by_deflation(solution, a, steps):
    """What power iteration finds once the part of its first vector is taken away."""
    value, projector = value_and_projector(solution, a, steps)
    return value_and_projector(solution, a - value * projector, steps)


def values_of(solution, a):
    return solution.eigh(a)[0]


def projector_of_the_last(solution, a):
    vector = solution.eigh(a)[1][:, -1]
    return vector[:, None] * vector[None, :]


def put_together(solution, a):
    """V diag(λ) Vᵀ, which is the matrix again, whatever the signs and the basis."""
    values, vectors = solution.eigh(a)
    return (vectors * values) @ vectors.T


def is_only_stretched(kata, a):
    values, vectors = (np.asarray(part) for part in kata.eigh(a))
    scale = float(np.linalg.norm(a))
    kata.require(np.diff(values) >= 0, "the eigenvalues ascend")
    kata.equal(vectors.T @ vectors, np.eye(len(a)), "Vᵀ V = I", scale=1.0)
    kata.equal(a @ vectors, vectors * values, "a v = λ v", scale=scale)


# ---------------------------------------------------------------------------------------- core


@pytest.mark.parametrize(("steps", "value"), [(1, 2.7647), (2, 2.8926)])
def test_worked_example_of_the_value(kata, steps, value):
    kata.check_figure(value_of, A, steps, gives=value, decimals=4)


@pytest.mark.parametrize(("steps", "vector"), [(1, [1, 4]), (2, [7, 10])])
def test_worked_example_of_the_vector(kata, steps, vector):
    kata.check_figure(projector_of, A, steps, gives=np.outer(vector, vector) / np.dot(vector, vector), decimals=9)


@given(iterations(plain=True))
@example((-A, 3))
@example((FOUR, 1))
@example((FOUR, 5))
def test_power_iteration_agrees_with_numpy_and_torch(kata, iteration):
    a, steps = iteration
    kata.check(value_and_projector, a, steps, scale=float(np.linalg.norm(a)))


@pytest.mark.parametrize("sign", [1, -1])
def test_power_iteration_finds_the_eigenvalue_of_largest_magnitude_with_its_sign(kata, sign):
    a, scale = sign * FOUR, float(np.linalg.norm(FOUR))
    value, projector = kata.check(value_and_projector, a, 200, scale=scale)
    every = np.linalg.eigvalsh(a)
    kata.equal(value, every[np.argmax(np.abs(every))], "the value is the one with the largest |λ|", scale=scale)
    kata.equal(a @ projector, value * projector, "a v = λ v", scale=scale)


@pytest.mark.parametrize("factor", [1e3, 1e-3])
def test_power_iteration_neither_overflows_nor_vanishes(kata, factor):
    a = A * factor
    kata.check(value_and_projector, a, 400, scale=float(np.linalg.norm(a)))


def test_worked_example_of_the_next_eigenvector(kata):
    kata.check_figure(value_of, REST, 1, gives=-2.0, decimals=9)
    kata.check_figure(projector_of, REST, 1, gives=[[0.8, -0.4], [-0.4, 0.2]], decimals=9)


@pytest.mark.parametrize("a", [A, FOUR], ids=["figure", "4 by 4"])
def test_without_the_first_eigenvector_power_iteration_finds_the_second(kata, a):
    scale = float(np.linalg.norm(a))
    value, projector = kata.check(next_by_deflation, a, 200, scale=scale)
    every = np.linalg.eigvalsh(a)
    kata.equal(value, every[np.argsort(np.abs(every))[-2]], "the value is the one with the second largest |λ|", scale)
    kata.equal(a @ projector, value * projector, "a v = λ v", scale=scale)


test_is_written_from_scratch = from_scratch("power_iteration", FOUR, 2)


# ------------------------------------------------------------------------ edges: power iteration


@edges
def test_after_no_step_the_vector_is_as_it_starts(kata):
    kata.check_figure(projector_of, A, 0, gives=[[0.5, 0.5], [0.5, 0.5]], decimals=9)
    kata.check_figure(value_of, A, 0, gives=2.5, decimals=9)


@edges
@given(iterations())
@example((A, 0))
@example((FOUR.astype(np.float32), 4))
@example((np.array([[-3.0]]), 2))
@example((A * 1e-20, 3))
def test_power_iteration_agrees_in_every_dtype_and_layout(kata, iteration):
    a, steps = iteration
    kata.check(value_and_projector, a, steps, scale=float(np.linalg.norm(a.astype(np.float64))))


@edges
@pytest.mark.parametrize(
    ("factor", "dtype"), [(1e20, np.float32), (1e-25, np.float32), (1e200, np.float64), (1e-250, np.float64)]
)
def test_power_iteration_takes_entries_of_any_size(kata, factor, dtype):
    a = (FOUR * factor).astype(dtype)
    kata.check(value_and_projector, a, 30, scale=10 * factor)


@edges
@pytest.mark.parametrize("sign", [1, -1])
def test_power_iteration_finds_the_eigenvalue_in_float32(kata, sign):
    a = (sign * FOUR).astype(np.float32)
    kata.check(value_and_projector, a, 200, scale=float(np.linalg.norm(a)))


@edges
@pytest.mark.parametrize("factor", [1e3, 1e-3])
def test_power_iteration_neither_overflows_nor_vanishes_in_float32(kata, factor):
    a = (A * factor).astype(np.float32)
    kata.check(value_and_projector, a, 400, scale=float(np.linalg.norm(a)))


@edges
@pytest.mark.parametrize(
    "a", [np.zeros((3, 3)), np.array([[1.0, -1.0], [-1.0, 1.0]]), np.zeros((1, 1))], ids=["3 by 3", "2 by 2", "1 by 1"]
)
@given(st.integers(0, 3))
@example(1)
def test_power_iteration_stays_where_it_is_when_the_image_is_zero(kata, a, steps):
    value, projector = kata.check(value_and_projector, a, steps, scale=1.0)
    kata.equal(projector, np.full(a.shape, 1 / len(a)), "if a v = 0 the vector stays as it is")
    kata.equal(value, 0.0, "if a v = 0 the value is 0", scale=1.0)


# ----------------------------------------------------------------------------- edges: all of them


@edges
def test_worked_example_of_eigenvalues(kata):
    kata.check_figure(values_of, A, gives=[-2.0, 3.0], decimals=9)


@edges
def test_worked_example_of_eigenvectors(kata):
    kata.check_figure(projector_of_the_last, A, gives=[[0.2, 0.4], [0.4, 0.8]], decimals=9)


@edges
@settings(max_examples=settings().max_examples // 2)  # a solution in Python takes its time
@given(plain_symmetric())
@example(FOUR)
def test_eigenvalues_agree_with_numpy_and_torch(kata, a):
    kata.check(values_of, a, scale=float(np.linalg.norm(a)))


@edges
@settings(max_examples=settings().max_examples // 2)
@given(plain_symmetric())
@example(FOUR)
def test_eigenvectors_put_the_matrix_together_again(kata, a):
    kata.check(put_together, a, scale=float(np.linalg.norm(a)))


@edges(pinned=False)
@settings(max_examples=settings().max_examples // 2)
@given(plain_symmetric())
@example(FOUR)
def test_eigenvectors_are_only_stretched_and_stand_at_right_angles(kata, a):
    is_only_stretched(kata, a)


@edges
@settings(max_examples=settings().max_examples // 4)
@given(plain_symmetric())
def test_eigenvalues_add_up_to_the_trace(kata, a):
    values, scale = np.asarray(kata.run(values_of, a)), float(np.linalg.norm(a)) * len(a)
    kata.equal(np.sum(values), np.trace(a), "the eigenvalues add up to the trace", scale=scale)


test_eigh_is_written_from_scratch = edges(from_scratch("eigh", FOUR))


def examples(test):
    for a in reversed([A, FOUR.astype(np.float32), FOUR * 1e-25, *SPECIAL]):  # the last to be added runs first
        test = example(a)(test)
    return test


@edges
@settings(max_examples=settings().max_examples // 2)
@given(symmetric())
@examples
def test_eigenvalues_may_be_equal_opposite_or_zero_in_every_dtype(kata, a):
    kata.check(values_of, a, scale=float(np.linalg.norm(a)))


@edges
@settings(max_examples=settings().max_examples // 2)
@given(symmetric())
@examples
def test_equal_eigenvalues_have_as_many_vectors(kata, a):
    kata.check(put_together, a, scale=float(np.linalg.norm(a)))


@edges(pinned=False)
@settings(max_examples=settings().max_examples // 2)
@given(symmetric())
@examples
def test_eigenvectors_stand_at_right_angles_in_every_dtype(kata, a):
    is_only_stretched(kata, a)


@edges
@settings(max_examples=settings().max_examples // 4)
@given(symmetric(np.float64), st.data())
def test_the_order_of_the_axes_does_not_matter(kata, a, data):
    order = data.draw(st.permutations(range(len(a))), "order")
    values, scale = kata.run(values_of, a), float(np.linalg.norm(a))
    kata.equal(kata.run(values_of, a[order][:, order]), values, "P a Pᵀ has the eigenvalues of a", scale=scale)


@edges
@settings(max_examples=settings().max_examples // 4)
@given(symmetric(np.float64), st.sampled_from([1.0, -5.0]))
def test_adding_to_the_diagonal_moves_all_eigenvalues(kata, a, shift):
    moved, scale = a + shift * np.eye(len(a)), float(np.linalg.norm(a)) + 5 * len(a)
    law = "a + c I has the eigenvalues λ + c"
    kata.equal(kata.run(values_of, moved), np.asarray(kata.run(values_of, a)) + shift, law, scale=scale)


@edges
@pytest.mark.parametrize("n", [7, 12])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_finds_all_eigenvalues_of_a_larger_matrix(kata, n, dtype):
    a = np.random.default_rng(n).normal(size=(n, n)).astype(dtype)
    a = (a + a.T) / 2
    kata.check(values_of, a, scale=float(np.linalg.norm(a)))
    kata.check(put_together, a, scale=float(np.linalg.norm(a)))


@edges
@pytest.mark.parametrize("shape", [(2, 3), (3, 2), (1, 2)], ids=str)
def test_refuses_a_matrix_that_is_not_square(kata, shape):
    kata.check_raises(ValueError, "eigh", np.ones(shape), says=shape)
    kata.check_raises(ValueError, "power_iteration", np.ones(shape), 1, says=shape)


# --------------------------------------------------------------------------------------- torch


test_stays_on_the_device_of_its_input = on_its_device(("power_iteration", FOUR, 2), ("eigh", FOUR))
