"""Cosine similarity is the dot product of two vectors, whatever their lengths."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch, on_its_device, themes
from dojo.strategies import arrays, axes, dtypes, integer_arrays, laid_out, plain_arrays, shapes

pytestmark = pytest.mark.kata(
    uses=["norms"],
    minutes=25,
    from_scratch=[
        *themes.COSINES,
        *("normalize", "pairwise_distances", "paired_distances", "cdist", "pdist"),
        *("NearestNeighbors", "Normalizer", "weight_norm", "weight_norm_interface", "WeightNorm", "renorm"),
    ],
    instead="You need products, sums, two norms and a division; norms and dot products may be the library's.",
    # below eps the largest cosine may be that of the true lengths, or of those that eps raises
    ladder={"a": "finite", "b": "finite", "query": "finite-tiny", "corpus": "finite-tiny-small"},
    long="axis * rows dim",
)

_NATURAL = 1.0
"""The magnitude of what a cosine adds up: at most |a| |b| / (|a| |b|)."""

_A = np.array([[1.0, 2.0, 3.0], [4.0, -5.0, 6.0]])
_B = np.array([[3.0, 0.5, 1.0], [20.0, 20.0, 10.0]])

_SHORT_AND_LONG = np.array([[0.3, 0.4], [6.0, 8.0], [0.3, 0.4], [30.0, 40.0], [0.0, 0.0], [3e-10, 4e-10], [6.0, 8.0]])
_LONG_AND_SHORT = np.array([[0.1, 0.0], [4.0, 3.0], [0.0, 10.0], [0.1, 0.0], [1.0, 2.0], [0.0, 20.0], [0.0, 0.0]])
"""Vectors with norms below and above eps = 3, each beside the other."""

_ALL_UNLIKE = np.array([[-2.0, 1.0], [-8.0, 24.0], [-0.5, 0.1], [-3.0, 0.5]])
_LIKE_AND_UNLIKE = np.array([[-1, 2], [0.4, 0.05], [-1, 1], [0, 0], [9, 9], [1, 0.5], [-3, 0]], np.float64)
"""Row 1 is the nearest to (1, 0); each wrong idea of nearest has a row of its own."""
_THE_QUERY_AMONG_OTHERS = np.array([[5.0, 9.0], [1.0, 1.0], [-1.0, 2.0], [1.0, 0.0]])
_CLOSE_TOGETHER = np.array([[-1, 0], [3, 9e-4], [1, 3e-4], [9, 18e-4], [2, 2e-4]], np.float64)
"""Row 4 is the nearest to (1, 0), by a margin that float64 shows, and float32 or four decimals don't."""


@st.composite
def plain_pairs(draw):
    """Vectors along one axis: as many of both, or one vector beside a batch."""
    a = draw(plain_arrays(exclude_zero=True))
    axis = draw(axes(a.ndim))
    b = draw(plain_arrays(a.shape, exclude_zero=True))
    if axis % a.ndim == a.ndim - 1 and draw(st.booleans()):
        axis, b = -1, b[(0,) * (a.ndim - 1)]
    return (a, b, axis) if draw(st.booleans()) else (b, a, axis)


@st.composite
def plain_searches(draw):
    """A query and rows of very different length, none of them zero, of which one is the nearest by a clear margin."""
    rows, dim = draw(st.integers(2, 5)), draw(st.integers(2, 5))
    query = draw(integer_arrays((dim,), -4, 5).filter(np.any))
    corpus = draw(integer_arrays((rows, dim), -4, 5).filter(lambda c: c.any(-1).all() and has_clear_winner(query, c)))
    return query.astype(np.float64), corpus * 10.0 ** draw(integer_arrays((rows, 1), -2, 3))


@st.composite
def vectors(draw, shape, dtype, axis):
    """Vectors along an axis, some of them zero, at heights from 0.01 to 10,000; nothing underflows."""
    values = draw(arrays(shape, dtype, layouts=False))
    values = np.where(np.abs(values) < 1e-2, 0, values)
    rows = tuple(1 if i == axis % len(shape) else n for i, n in enumerate(shape))
    heights = 10.0 ** draw(integer_arrays(rows, -2, 5)) if draw(st.booleans()) else 1.0
    return draw(laid_out((values * heights).astype(dtype)))


@st.composite
def pairs(draw):
    """Two arrays of vectors that broadcast against each other, and the axis of the vectors."""
    shape, dtype = draw(shapes(max_side=4)), draw(dtypes())
    axis = draw(axes(len(shape)))
    along = axis % len(shape)
    stretched = draw(st.sampled_from([(), (0,), (1,), (0, 2)]))  # axes along which one of the two has size 1
    narrow = tuple(1 if i in stretched and i != along else n for i, n in enumerate(shape))
    a, b = draw(vectors(shape, dtype, axis)), draw(vectors(narrow, dtype, axis))
    if axis < 0 and draw(st.booleans()):  # fewer axes
        b = b[(0,) * along]
    return (a, b, axis) if draw(st.booleans()) else (b, a, axis)


@st.composite
def pairs_without_zeros(draw):
    """Two arrays of vectors of one shape, and their axis."""
    shape = draw(shapes())
    a, b = (draw(arrays(shape, np.float64, magnitude=3.0, exclude_zero=True)) for _ in range(2))
    return a, b, draw(axes(len(shape)))


@st.composite
def searches(draw):
    """A query and a corpus of which one row is the nearest by a clear margin."""
    rows, dim, dtype = draw(st.integers(1, 5)), draw(st.integers(2, 5)), draw(dtypes())
    query = draw(integer_arrays((dim,), -4, 5).filter(np.any))
    corpus = draw(integer_arrays((rows, dim), -4, 5).filter(lambda corpus: has_clear_winner(query, corpus)))
    lengths = draw(integer_arrays((rows, 1), -2, 3))
    return query.astype(dtype), draw(laid_out((corpus * 10.0**lengths).astype(dtype)))


def has_clear_winner(query, corpus):
    """Whether no row comes within rounding of the nearest one."""
    cosines = np.sort(corpus @ query / (np.linalg.norm(query) * np.maximum(np.linalg.norm(corpus, axis=1), 1e-8)))
    return len(cosines) < 2 or cosines[-1] - cosines[-2] > 1e-3


# ---------------------------------------------------------------------------------------- core


def test_worked_example(kata):
    kata.check_figure(
        "cosine_similarity", np.array([1.0, 2.0, 3.0]), np.array([4.0, 5.0, 6.0]), gives=0.9746, decimals=4
    )


@pytest.mark.parametrize(
    ("a", "b", "gives"),
    [([3, 4], [30, 40], 1), ([1, 2], [-2, -4], -1), ([1, 0], [0, 5], 0), ([3, 4], [-4, -3], -0.96)],
)
def test_the_length_of_a_vector_does_not_matter_but_its_sign_does(kata, a, b, gives):
    kata.check_figure("cosine_similarity", np.array(a, np.float64), np.array(b, np.float64), gives=gives, decimals=9)


@pytest.mark.parametrize("axis", [-1, 0])
def test_each_pair_of_vectors_along_the_axis_has_a_cosine(kata, axis):
    kata.check("cosine_similarity", _A, _B, axis=axis)


def test_compares_along_the_last_axis_by_default(kata):
    kata.check("cosine_similarity", _A, _B)


def test_compares_one_query_with_each_row(kata):
    kata.check("cosine_similarity", _A[0], np.concatenate([_A, _B]))


def test_nearest_is_the_row_of_like_direction_not_the_longest_nor_the_closest(kata):
    corpus = np.array([[9.0, 1.0], [-1.0, 2.0], [1.0, 0.4], [100.0, 100.0], [-1.0, 1.0]])
    kata.check_figure("nearest", np.array([1.0, 0.0]), corpus, gives=0)


@given(plain_pairs())
@example((np.arange(6.0).reshape(2, 3) - 2.5, np.arange(6.0).reshape(2, 3) % 4 + 0.5, 0))
@example((np.arange(24.0).reshape(2, 3, 4) % 5 + 1, np.arange(24.0).reshape(2, 3, 4) % 7 - 1.5, 1))
def test_agrees_with_numpy_and_torch(kata, pair):
    a, b, axis = pair
    kata.check("cosine_similarity", a, b, axis=axis, scale=_NATURAL)


def cosines_of(kata, a, b, axis):
    """The cosines, checked, in the dtype of the input also if a plain number came back."""
    return np.asarray(kata.check("cosine_similarity", a, b, axis=axis, scale=_NATURAL), a.dtype)


@given(plain_pairs(), st.sampled_from([0.25, 7.0, -1.0, -2.0]))
def test_depends_on_directions_alone(kata, pair, factor):
    a, b, axis = pair
    cosines, longer = cosines_of(kata, a, b, axis), cosines_of(kata, a * factor, b, axis)
    kata.equal(longer, np.sign(factor) * cosines, "cos(c a, b) = sign(c) cos(a, b)", scale=_NATURAL)


@given(plain_pairs())
def test_of_a_vector_with_itself_is_one_up_to_rounding(kata, pair):
    a, _, axis = pair
    cosines = cosines_of(kata, a, a, axis)
    kata.equal(cosines, np.ones_like(cosines), "cos(a, a) = 1")


@given(plain_pairs())
def test_lies_between_minus_one_and_one_up_to_rounding(kata, pair):
    a, b, axis = pair
    cosines = cosines_of(kata, a, b, axis)
    kata.equal(cosines, np.clip(cosines, -1, 1), "-1 ≤ cos(a, b) ≤ 1", scale=_NATURAL)


@given(plain_searches())
@example((np.array([1.0, 0.0]), _ALL_UNLIKE))
@example((np.array([1.0, 0.0]), _THE_QUERY_AMONG_OTHERS))
@example((np.array([2.0, 1.0]), np.array([[-2.0, -1.0], [1.0, 3.0]])))
def test_nearest_agrees_with_numpy_and_torch(kata, search):
    kata.check("nearest", *search)


test_is_written_from_scratch = from_scratch(
    ("cosine_similarity", np.array([1.0, 2.0, 3.0]), np.array([4.0, 5.0, 6.0])),
    ("nearest", np.array([1.0, 2.0]), np.array([[1.0, 0.0], [0.5, 1.0]])),
)


# --------------------------------------------------------------------------------------- edges


@edges
@given(pairs(), st.booleans())
@example((np.zeros(3), np.array([1.0, 2.0, 3.0]), -1), False)
@example((np.zeros((2, 2), np.float32), np.zeros(2, np.float32), -1), True)
def test_is_zero_where_a_vector_is_zero(kata, pair, swap):
    a, b, axis = pair
    pair = (b, a * 0) if swap else (a * 0, b)
    cosines = kata.check("cosine_similarity", *pair, axis=axis)
    kata.require(cosines == 0, "a zero vector has similarity 0, not NaN")


@edges
@given(pairs())
@example((_A.astype(np.float32), _B.astype(np.float32), -1))
@example((np.arange(6.0).reshape(2, 1, 3) - 2, np.arange(12.0).reshape(4, 3) - 5, -1))
@example((np.arange(120.0).reshape(2, 3, 4, 5) % 7, np.arange(120.0).reshape(2, 3, 4, 5) % 11 - 5, -2))
@example((np.arange(640.0).reshape(16, 40) % 7, np.arange(640.0).reshape(16, 40) % 11 - 5, 1))
@example((np.array([3.0, -4.0]), np.array([-2.0, 1.0]), 0))
@example((np.zeros((0, 3)), np.ones((0, 3)), -1))
def test_agrees_in_every_dtype_and_layout(kata, pair):
    a, b, axis = pair
    kata.check("cosine_similarity", a, b, axis=axis, scale=_NATURAL)


@edges
@given(pairs(), st.sampled_from([0.5, 3.0, 1e-3, 20.0]))
@example((_SHORT_AND_LONG, _LONG_AND_SHORT, -1), 3.0)
@example((_SHORT_AND_LONG.astype(np.float32), _LONG_AND_SHORT.astype(np.float32), -1), 3.0)
def test_raises_each_norm_to_at_least_eps(kata, pair, eps):
    a, b, axis = pair
    kata.check("cosine_similarity", a, b, axis=axis, eps=eps, scale=_NATURAL)


@edges
@given(dtypes())
def test_raises_each_norm_to_1e_minus_8_by_default(kata, dtype):
    a, b = _SHORT_AND_LONG * 1e-9, _LONG_AND_SHORT * 1e-9
    kata.check("cosine_similarity", a.astype(dtype), b.astype(dtype), scale=_NATURAL)


@edges
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_two_zero_vectors_have_similarity_0_whatever_eps_is(kata, dtype):
    """In float32 the square of this eps is 0."""
    a, b = np.array([[0.0, 0.0], [3.0, 4.0]], dtype), np.array([[0.0, 0.0], [4.0, 3.0]], dtype)
    kata.check("cosine_similarity", a, b, eps=1e-25)


@edges
@given(dtypes(), st.sampled_from([1e9, 1e15]))
@example(np.float64, 1e150)
def test_is_right_as_long_as_the_squares_are_finite(kata, dtype, length):
    a, b = np.array([[3.0, 4.0], [1.0, 0.5]]) * length, np.array([[1.0, -2.0], [0.6, 0.8]]) * length
    kata.check("cosine_similarity", a.astype(dtype), b.astype(dtype))


@edges
def test_does_not_hide_a_nan(kata):
    a, b = np.array([[np.nan, 1.0], [3.0, 4.0]]), np.array([1.0, 2.0])
    kata.check("cosine_similarity", a, b)
    kata.check("cosine_similarity", b, a)
    kata.check("cosine_similarity", a[0], b)


@edges
@given(dtypes())
def test_compares_embeddings_of_1536_entries(kata, dtype):
    rng = np.random.default_rng(0)
    queries, corpus = rng.normal(size=(3, 1, 1536)).astype(dtype), rng.normal(size=(5, 1536)).astype(dtype)
    kata.check("cosine_similarity", queries, corpus, scale=_NATURAL)


@edges
@pytest.mark.parametrize("shapes", [((2, 3), (2, 4)), ((2, 4), (2, 1)), ((1,), (2, 4)), ((2, 1), (2, 0))], ids=str)
def test_refuses_vectors_of_different_length(kata, shapes):
    kata.check_raises(ValueError, "cosine_similarity", *map(np.ones, shapes))


@edges
@pytest.mark.parametrize("axis", [0, -2])
def test_refuses_vectors_of_different_length_along_any_axis(kata, axis):
    kata.check_raises(ValueError, "cosine_similarity", np.ones((3, 2)), np.ones((1, 2)), axis=axis)


@edges
@given(searches())
@example((np.array([1.0, 2.0]), np.array([[2.0, 4.0]])))
@example((np.array([1.0, 0.0]), _LIKE_AND_UNLIKE))
@example((np.array([1.0, 0.0], np.float32), _LIKE_AND_UNLIKE.astype(np.float32)))
@example((np.array([1.0, 0.0]), _CLOSE_TOGETHER))
@example((np.array([1.0, 0.0]), np.array([[-1.0, 0.0], [-2.0, 0.0]])))
@example((np.array([1.0, 0.0]), np.array([[1e-9, 0.0], [1.0, 1.0]])))
def test_nearest_agrees_in_every_dtype_and_layout(kata, search):
    kata.check("nearest", *search)


@edges
@given(integer_arrays((3,), 1, 5), st.lists(st.sampled_from([1.0, 2.0, 0.5, 64.0]), min_size=2, max_size=5), dtypes())
@example(np.array([1, 1, 1]), [1.0, 0.5, 64.0, 1.0], np.float64)
@example(np.array([1, 1, 1]), [1.0, 0.5, 64.0] * 100, np.float64)
def test_nearest_is_the_first_of_equally_near_rows(kata, query, lengths, dtype):
    rows = np.array([[-1.0, 0.0, 0.0], *([length, 0.0, 0.0] for length in lengths)])
    index = kata.check("nearest", query.astype(dtype), rows.astype(dtype))
    kata.require(index == 1, "of equally near rows the first is taken")


@edges
def test_nearest_counts_a_zero_row_as_similarity_zero(kata):
    kata.check("nearest", np.array([1.0, 0.0]), np.array([[-1.0, 0.0], [0.0, 0.0], [-2.0, 1.0], [-1.0, 3.0]]))
    kata.check("nearest", np.array([1.0, 0.0]), np.array([[0.0, 0.0], [-1.0, 3.0], [1.0, 7.0]]))


@edges
@pytest.mark.parametrize("rows", [1, 3])
def test_nearest_to_a_zero_query_is_the_first_row(kata, rows):
    index = kata.check("nearest", np.zeros(2), np.array([[1.0, 2.0], [3.0, 4.0], [5.0, -6.0]])[:rows])
    kata.require(index == 0, "a zero query is equally near to all rows")


@edges
@given(dtypes(), st.sampled_from([0, 7, 11]))
def test_nearest_finds_a_text_among_embeddings_of_1536_entries(kata, dtype, place):
    rng = np.random.default_rng(0)  # longer and longer rows
    query, corpus = rng.normal(size=1536), rng.normal(size=(12, 1536)) * np.arange(1, 13)[:, None]
    corpus[place] = 0.01 * (query + rng.normal(size=1536))
    kata.check("nearest", query.astype(dtype), corpus.astype(dtype))


@edges
@pytest.mark.parametrize("place", [0, 137, 599])
def test_nearest_searches_a_corpus_of_many_rows(kata, place):
    query, corpus = np.arange(1.0, 9.0) - 4, np.random.default_rng(0).normal(size=(600, 8))
    corpus[place] = 0.1 * query
    kata.check("nearest", query, corpus)


@edges
@pytest.mark.parametrize(("dim", "shape"), [(3, (2, 4)), (1, (2, 4)), (4, (2, 1)), (3, (0, 3))])
def test_nearest_refuses_an_empty_corpus_and_rows_of_another_length(kata, dim, shape):
    kata.check_raises(ValueError, "nearest", np.ones(dim), np.ones(shape))


# --------------------------------------------------------------------------------------- torch


@pytest.mark.kata(targets="torch")
@given(pairs_without_zeros())
@example((np.array([[1.0, -2.0, 0.5], [3.0, 1.0, 2.0]]), np.array([[0.5, 1.0, -1.0], [2.0, 0.2, 3.0]]), -1))
def test_gradient_agrees_with_torch(kata, pair):
    a, b, axis = pair
    shortest = min(np.linalg.norm(x, axis=axis).min() for x in (a, b))  # a gradient is as large as 1 / norm
    kata.check_gradient("cosine_similarity", a, b, axis=axis, scale=1 / shortest)


test_stays_on_the_device_of_its_input = on_its_device(
    "cosine_similarity", np.array([[1.0, 2.0], [0.0, 0.0]]), np.array([1.0, 3.0])
)
