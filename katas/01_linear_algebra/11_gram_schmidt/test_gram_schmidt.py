"""A projection is the nearest point of a span; Gram-Schmidt makes right angles by taking projections off."""

import numpy as np
import pytest
from array_api_compat import array_namespace
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch, on_its_device, themes
from dojo.strategies import arrays, dtypes, integer_arrays, laid_out, plain_arrays

pytestmark = pytest.mark.kata(
    uses=["norms"],
    minutes=35,
    from_scratch=[
        *themes.CHOLESKY,
        *themes.FACTORIZATIONS,
        *themes.SOLVERS,
        "orthogonal",
        "orthogonal_",
        "orthogonal_procrustes",
    ],
    instead="You need products, a sum, a square root and a difference.",
    ladder={"v": "finite", "basis": "fixed", "vectors": "finite"},
)


def plane(*angles):
    """Three orthonormal vectors of four entries, turned by some angles."""
    q = np.eye(4)
    for i, angle in enumerate(angles):
        turn, (c, s) = np.eye(4), (np.cos(angle), np.sin(angle))
        turn[i, i], turn[i, i + 1], turn[i + 1, i], turn[i + 1, i + 1] = c, -s, s, c
        q = turn @ q
    return q[:, :3]


planes = st.tuples(*[st.sampled_from([0.0, 0.5, 1.0, -2.0, 3.0])] * 3).map(lambda angles: plane(*angles))


@st.composite
def plain_vectors_and_bases(draw):
    """A vector, and an orthonormal basis of two or three vectors."""
    return draw(plain_arrays((4,))), draw(planes)[:, : draw(st.integers(2, 3))].copy()


@st.composite
def vectors_and_bases(draw):
    """A vector, or a batch of them, and an orthonormal basis of none to three vectors, in each dtype and layout."""
    v = draw(arrays((*draw(st.sampled_from([(), (2,), (3, 1)])), 4)))
    return v, draw(laid_out(draw(planes)[:, : draw(st.integers(0, 3))].astype(v.dtype)))


def product(draw, n, k, inner):
    """A tall matrix of small whole numbers times a wide one: not all of its columns need be independent."""
    return draw(integer_arrays((n, inner), -1, 2)) @ draw(integer_arrays((inner, k), -1, 2))


@st.composite
def plain_columns(draw):
    """Columns of small whole numbers, exactly dependent now and then, not all of them 0."""
    n, k, inner = draw(st.integers(2, 5)), draw(st.integers(2, 5)), draw(st.integers(1, 4))
    columns = product(draw, n, k, inner).astype(np.float64)
    return columns if np.any(columns) else columns + 1


@st.composite
def columns(draw):
    """The same in each dtype and layout, of very different lengths."""
    n, k, inner = draw(st.integers(1, 5)), draw(st.integers(1, 5)), draw(st.integers(0, 4))
    lengths = np.array(draw(st.lists(st.sampled_from([1.0, 1.0, 2.0**-20, 2.0**20]), min_size=k, max_size=k)))
    return draw(laid_out((product(draw, n, k, inner) * lengths).astype(draw(dtypes()))))


def directions(vectors):
    lengths = np.linalg.norm(vectors.astype(np.float64), axis=0)
    return vectors / np.where(lengths == 0, 1, lengths)


def spread(vectors):
    """How many roundings a basis is off by: the longest stretch by the directions over the shortest that counts."""
    stretches = np.linalg.svd(directions(vectors), compute_uv=False)
    stretches = stretches[stretches > 1e-11]
    return stretches[0] / stretches[-1] if stretches.size else 1.0


def nearly_parallel(small):
    """Three vectors that part from one direction by a little, each into another."""
    return np.vstack([np.ones(3), small * np.eye(3)])


Q = plane(0.5, 1.0, -2.0)
TWO = np.array([[1.0, 1.0], [1.0, 0.0], [0.0, 1.0]])
SQUARE = np.array([[2.0, 1.0, 1.0], [0.0, 3.0, 1.0], [1.0, 0.0, 2.0]])
DEPENDENT = np.array([[1.0, 2.0, 0.0, 1.0], [1.0, 2.0, 1.0, 2.0], [0.0, 0.0, 1.0, 1.0]])
SUM = np.array([[0.1, 0.7, 0.8], [0.2, 0.5, 0.7], [0.3, 0.6, 0.9]])  # the third is the sum, but for rounding
WIDE = np.array([[1.0, 2.0, -1.0], [3.0, 1.0, 2.0]])
MANY = np.random.default_rng(2).normal(size=(40, 6)) @ np.random.default_rng(3).normal(size=(6, 12))  # of rank 6
LATE = np.array([[0.0, 0.0, 3.0, 0.0, 1.0], [0.0, 2.0, 1.0, 0.0, 1.0], [0.0, 0.0, 0.0, 0.0, -1.0]])


def products(solution, vectors):
    basis = solution.orthonormal_basis(vectors)
    return basis.T @ basis


def projector(solution, vectors):
    """Puts each vector on its nearest of the span: the same for every orthonormal basis."""
    basis = solution.orthonormal_basis(vectors)
    return basis @ basis.T


def size_of_the_basis(solution, vectors):
    return solution.orthonormal_basis(vectors).shape[1]


def each_vector_from_the_basis(solution, vectors):
    basis = solution.orthonormal_basis(vectors)
    return array_namespace(vectors).stack([solution.project(v, basis) for v in vectors.T], axis=1)


# ---------------------------------------------------------------------------------------- core


def test_worked_example_of_a_projection(kata):
    kata.check_figure("project", np.array([1.0, 2.0]), np.array([[0.6], [0.8]]), gives=[1.32, 1.76], decimals=9)


@given(plain_vectors_and_bases())
@example((np.array([1.0, -2.0, 0.5, 3.0]), Q))
@example((np.arange(1.0, 4.0), np.eye(3)[:, [1, 2, 0]]))
@example((np.arange(1.0, 3.0), np.array([[0.6, -0.8], [0.8, 0.6]])))
def test_projection_agrees_with_numpy_and_torch(kata, v_and_basis):
    v, basis = v_and_basis
    kata.check("project", v, basis, scale=np.linalg.norm(v))


@given(plain_vectors_and_bases())
def test_projecting_twice_is_projecting_once(kata, v_and_basis):
    v, basis = v_and_basis
    once = np.asarray(kata.project(v, basis))
    kata.equal(kata.project(once, basis), once, "P P v = P v", scale=np.linalg.norm(v))


@given(plain_vectors_and_bases())
def test_what_is_left_is_at_right_angles_to_the_basis(kata, v_and_basis):
    v, basis = v_and_basis
    shares = (v - kata.project(v, basis)) @ basis
    kata.equal(shares, np.zeros_like(shares), "(v - P v) . q = 0", scale=np.linalg.norm(v))


@given(plain_vectors_and_bases(), st.data())
def test_no_other_vector_of_the_span_is_nearer(kata, v_and_basis, data):
    v, basis = v_and_basis
    other = basis @ data.draw(plain_arrays((basis.shape[1],)), "other")
    near, far = np.linalg.norm(v - kata.project(v, basis)), np.linalg.norm(v - other)
    kata.equal(np.minimum(near, far), near, "|v - P v| <= |v - w| for w in the span", scale=np.linalg.norm(v))


def test_worked_example_of_a_basis(kata):
    kata.check_figure(projector, TWO * 3, gives=np.array([[2, 1, 1], [1, 2, -1], [1, -1, 2]]) / 3, decimals=9)


@pytest.mark.parametrize("vectors", [TWO, SQUARE, np.eye(4)[:, [2, 0]].copy()], ids=["2", "3", "axes"])
def test_independent_vectors_give_as_many_orthonormal_ones(kata, vectors):
    kata.check(products, vectors, scale=spread(vectors))


@given(plain_columns())
@example(TWO)
@example(SQUARE)
@example(DEPENDENT)
@example(LATE)
@example(WIDE)
@example(SUM)
def test_the_basis_has_as_many_vectors_as_are_independent(kata, vectors):
    kata.check(size_of_the_basis, vectors)


@pytest.mark.kata(pinned=False)
@given(plain_columns())
@example(SQUARE)
@example(DEPENDENT)
@example(LATE)
@example(WIDE)
@example(SUM)
def test_the_basis_is_orthonormal(kata, vectors):
    basis = np.asarray(kata.orthonormal_basis(vectors))
    kata.equal(basis.T @ basis, np.eye(basis.shape[1]), "Q^T Q = I", scale=spread(vectors))


@given(plain_columns())
@example(SQUARE)
@example(DEPENDENT)
@example(WIDE)
def test_each_vector_is_in_the_span_of_the_basis(kata, vectors):
    lengths = np.linalg.norm(vectors, axis=0)
    kata.check(each_vector_from_the_basis, vectors, scale=lengths * spread(vectors))


@pytest.mark.kata(pinned=False)
@pytest.mark.parametrize("small", [1e-3, 1e-4, 1e-5])
def test_right_angles_survive_nearly_dependent_vectors(kata, small):
    """The loss is as many roundings as the vectors' spread, not as its square."""
    vectors = nearly_parallel(small)
    basis = np.asarray(kata.orthonormal_basis(vectors))
    kata.equal(basis.T @ basis, np.eye(3), "Q^T Q = I for vectors that are nearly parallel", scale=spread(vectors))


test_is_written_from_scratch = from_scratch(("project", np.ones(4), Q), ("orthonormal_basis", DEPENDENT))


# --------------------------------------------------------------------------------------- edges


@edges
@given(vectors_and_bases())
@example((np.array([[1.0, -2.0, 0.5, 3.0], [0.0, 1.0, 0.0, 0.0]]), Q[:, :2]))
@example((np.arange(16.0).reshape(4, 4), Q))
@example((np.arange(8.0, dtype=np.float32).reshape(2, 1, 4), Q.astype(np.float32)))
@example((np.arange(1.0, 4.0), np.zeros((3, 0))))
@example((np.zeros((0, 4)), Q))
@example((np.zeros((2, 0)), np.zeros((0, 0))))
@example((MANY.T.reshape(3, 2, 2, 40), np.linalg.qr(MANY[:, :6])[0]))
def test_projection_agrees_in_every_dtype_and_layout_and_for_batches(kata, v_and_basis):
    v, basis = v_and_basis
    kata.check("project", v, basis, scale=np.linalg.norm(v))


@edges
@pytest.mark.parametrize("vectors", [TWO, SQUARE, TWO[:, :1]], ids=["2", "3", "1"])
def test_independent_vectors_give_as_many_orthonormal_ones_in_float32(kata, vectors):
    kata.check(products, vectors.astype(np.float32), scale=spread(vectors))


@edges
@given(columns())
@example(MANY)
@example(nearly_parallel(1e-14))
@example(1e-15 * SUM)
@example(SUM * np.array([1e12, 1.0, 1e-12]))
@example(TWO * np.array([1e12, 1e-12]))
@example(TWO * np.array([1e-12, 1e12]))
@example((TWO * np.array([1e-12, 1e12])).astype(np.float32))
@example(np.zeros((3, 2)))
@example(np.array([[-2.0]]))
@example(TWO.astype(np.float32))
def test_lengths_do_not_matter_for_what_is_independent(kata, vectors):
    kata.check(size_of_the_basis, vectors)


@edges(pinned=False)
@given(columns())
@example(np.array([[1.0, 2.0], [0.0, 0.0]]))
@example(SUM * np.array([1e12, 1.0, 1e-12]))
@example(MANY)
def test_the_basis_is_orthonormal_for_all_lengths_and_dtypes(kata, vectors):
    basis = np.asarray(kata.orthonormal_basis(vectors), np.float64)
    kata.equal(basis.T @ basis, np.eye(basis.shape[1]), "Q^T Q = I", scale=spread(vectors))


@edges
@given(columns())
@example(nearly_parallel(1e-7))
def test_each_vector_is_in_the_span_for_all_lengths_and_dtypes(kata, vectors):
    lengths = np.linalg.norm(vectors.astype(np.float64), axis=0)
    kata.check(each_vector_from_the_basis, vectors, scale=lengths * spread(vectors))


@edges
@pytest.mark.parametrize("shape", [(3, 0), (0, 0), (0, 2)], ids=str)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_nothing_is_spanned_by_nothing(kata, shape, dtype):
    kata.check("orthonormal_basis", np.zeros(shape, dtype))


@edges(pinned=False)
@pytest.mark.parametrize("small", [1e-6, 1e-7])
def test_right_angles_survive_vectors_that_are_nearer_still(kata, small):
    vectors = nearly_parallel(small)
    basis = np.asarray(kata.orthonormal_basis(vectors))
    kata.equal(basis.T @ basis, np.eye(3), "Q^T Q = I for vectors that are nearly parallel", scale=spread(vectors))


@edges
@pytest.mark.parametrize("small", [1e-5, 1e-7, 1e-11])
@pytest.mark.parametrize("length", [1e-10, 1.0, 1e10])
def test_a_little_that_is_no_rounding_counts(kata, small, length):
    kata.check(size_of_the_basis, length * nearly_parallel(small))


def in_single_precision(solution, vectors):
    xp = array_namespace(vectors)
    return size_of_the_basis(solution, xp.astype(vectors, xp.float32))


@edges
@pytest.mark.parametrize("vectors", [SUM, nearly_parallel(1e-9), nearly_parallel(5e-4)], ids=["sum", "1e-9", "5e-4"])
def test_rounding_is_larger_in_single_precision(kata, vectors):
    kata.check(in_single_precision, vectors)


@edges
@pytest.mark.parametrize("shape", [(3,), (5,), (1,), (0,), (4, 3), (2, 4, 1)], ids=str)
def test_refuses_vectors_of_another_size(kata, shape):
    kata.check_raises(ValueError, "project", np.ones(shape), Q, says=[shape[-1], 4])


# --------------------------------------------------------------------------------------- torch


def project_on_turned_axes(solution, v, w):
    """Three axes that w turns, orthonormal for every w: off such bases, formulas that are right may differ."""
    xp, (a, b, c, d) = array_namespace(w), w
    axes = xp.stack([w, xp.stack([-b, a, -d, c]), xp.stack([-c, d, a, -b])], axis=1)
    return solution.project(v, axes / xp.sqrt(xp.sum(w * w)))


@pytest.mark.kata(targets="torch")
@pytest.mark.parametrize("v", [np.arange(4.0), np.arange(8.0).reshape(2, 1, 4)], ids=["vector", "batch"])
def test_gradient_of_a_projection_agrees_with_torch(kata, v):
    kata.check_gradient(project_on_turned_axes, v, np.array([1.0, -2.0, 0.5, 3.0]), scale=np.linalg.norm(v))


@pytest.mark.kata(targets="torch")
@pytest.mark.parametrize("vectors", [MANY[:3, :2], MANY[:4, :3], MANY[:2, :1]], ids=["two", "three", "one"])
def test_gradient_of_the_span_agrees_with_torch(kata, vectors):
    kata.check_gradient(projector, vectors, scale=spread(vectors) ** 2)


test_stays_on_the_device_of_its_input = on_its_device(
    ("project", np.ones((2, 4)), Q), ("orthonormal_basis", DEPENDENT), ("orthonormal_basis", np.zeros((3, 2)))
)
