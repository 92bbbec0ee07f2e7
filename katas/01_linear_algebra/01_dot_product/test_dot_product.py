"""The dot product multiplies two vectors entry by entry and adds up."""

import hypothesis.extra.numpy as hnp
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch, on_its_device, themes
from dojo.strategies import arrays, dtypes, integer_arrays, plain_arrays

pytestmark = pytest.mark.kata(
    minutes=15,
    from_scratch=[
        *themes.PRODUCTS,
        *("linear", "bilinear", "correlate", "convolve", "conv1d", "convolution", "sdot", "ddot"),
        *("fftconvolve", "cosine_similarity"),
    ],
    instead="You need a product and a sum.",
    ladder={"u": "finite", "v": "finite"},
    long="n",
)


@st.composite
def plain_pairs(draw):
    """Two vectors of one length."""
    shape = (draw(st.integers(2, 6)),)
    return draw(plain_arrays(shape)), draw(plain_arrays(shape))


@st.composite
def pairs(draw, magnitude=10.0):
    """Two vectors of one length and dtype, of any layout."""
    shape, dtype = (draw(st.integers(1, 6)),), draw(dtypes())
    return draw(arrays(shape, dtype, magnitude)), draw(arrays(shape, dtype, magnitude))


@st.composite
def integer_pairs(draw):
    """Two integer vectors whose products pass 2^53, and whose dot product fits into int64."""
    shape, bound = (draw(st.integers(1, 6)),), draw(st.sampled_from([10, 2**28]))
    return draw(integer_arrays(shape, -bound, bound)), draw(integer_arrays(shape, -bound, bound))


def magnitude_of(u, v):
    """The sum of the magnitudes that are added."""
    return np.sum(np.abs(u.astype(np.float64) * v))


def dot_of(kata, u, v):
    """The dot product, checked, in the dtype of the input also if a plain number came back."""
    return np.asarray(kata.check("dot", u, v), u.dtype)


# ---------------------------------------------------------------------------------------- core


def test_worked_example(kata):
    kata.check_figure("dot", np.array([1.0, 2.0, 3.0]), np.array([4.0, 5.0, 6.0]), gives=32)


@pytest.mark.parametrize(
    ("u", "v", "gives"),
    [([2, -3], [0.5, 7], -20), ([0.5, 0.5, 0.25], [0.5, 1.5, 3], 1.75), ([1, 2, 4, 8], [1, -1, 1, -1], -5)],
)
def test_signs_and_fractions_count(kata, u, v, gives):
    kata.check_figure("dot", np.array(u, np.float64), np.array(v, np.float64), gives=gives)


@given(plain_pairs())
@example((np.array([3.0, 5.0, 2.0]), np.array([4.0, 1.0, -2.0])))
def test_agrees_with_numpy_and_torch(kata, pair):
    kata.check("dot", *pair)


@given(plain_pairs())
def test_does_not_depend_on_the_order_of_the_two(kata, pair):
    u, v = pair
    kata.equal(dot_of(kata, u, v), dot_of(kata, v, u), "u · v = v · u", scale=magnitude_of(u, v))


@given(plain_pairs(), st.integers(0, 5))
def test_with_a_one_hot_vector_picks_an_entry(kata, pair, position):
    u, _ = pair
    one_hot = np.zeros_like(u)
    one_hot[position % u.size] = 1
    kata.equal(dot_of(kata, u, one_hot), u[position % u.size], "u · e_i = u_i")


@given(plain_pairs(), st.sampled_from([-2.0, 0.0, 0.5, 3.0]))
def test_lets_a_factor_move_from_one_vector_to_the_other(kata, pair, factor):
    u, v = pair
    left, right = dot_of(kata, factor * u, v), dot_of(kata, u, factor * v)
    kata.equal(left, right, "(c u) · v = u · (c v)", scale=abs(factor) * magnitude_of(u, v))


@given(plain_pairs())
def test_of_a_vector_with_itself_is_its_squared_length(kata, pair):
    u, _ = pair
    kata.equal(dot_of(kata, u, u), np.sum(u**2), "u · u = |u|²")


test_is_written_from_scratch = from_scratch("dot", np.array([1.0, 2.0, 3.0]), np.array([4.0, 5.0, 6.0]))


# --------------------------------------------------------------------------------------- edges


@edges
@given(pairs())
@example((np.array([1.0, 2.0, 3.0], np.float32), np.array([4.0, 5.0, 6.0], np.float32)))
@example((np.array([1e8, 1.0, -1e8], np.float32), np.ones(3, np.float32)))
@example((np.array([3.0, 1.0, 2.0, 5.0])[::-2], np.array([4.0, 1.0])))
@example((np.array([3.0]), np.array([-2.0])))
def test_agrees_in_every_dtype_and_layout(kata, pair):
    kata.check("dot", *pair)


@edges
def test_worked_example_in_integers(kata):
    kata.check("dot", np.array([1, 2, 3]), np.array([4, 5, 6]))


@edges
@given(integer_pairs())
@example((np.array([94_906_267, 0]), np.array([94_906_267, 1])))
@example((np.array([2**62, 1]), np.array([1, 1])))
@example((np.array([2**31, -3]), np.array([2, 5])))
def test_is_exact_for_integers(kata, pair):
    kata.check("dot", *pair)


@edges(pinned=False)
@pytest.mark.parametrize("dtype", ["float64", "float32", "int64"])
def test_is_zero_for_empty_vectors(kata, dtype):
    value = kata.dot(np.zeros(0, dtype), np.zeros(0, dtype))
    kata.require(np.shape(value) == () and value == 0, "a sum of no products is 0")
    kata.require(np.result_type(value, np.dtype(dtype)) == dtype, "the dtype of an empty sum is that of the vectors")


@edges
@given(pairs(magnitude=1e12))
@example((np.array([1e19, 1.0], np.float32), np.array([1e19, 1.0], np.float32)))
@example((np.array([1e-30, 1e30], np.float32), np.array([1e30, 1e-30], np.float32)))
@example((np.array([1e-18, 2e-18], np.float32), np.array([3e-18, 1e-18], np.float32)))
@example((np.array([1e150, 1e-150]), np.array([1e150, 1e-150])))
def test_is_right_for_very_large_and_very_small_entries(kata, pair):
    kata.check("dot", *pair)


@edges
@pytest.mark.parametrize("beside", [2.0, 0.0])
def test_does_not_hide_a_nan(kata, beside):
    """0 times NaN is NaN."""
    u, v = np.array([1.0, np.nan, 2.0]), np.array([3.0, beside, -1.0])
    kata.require(not np.isfinite(kata.dot(u, v)), "NaN in, no finite number out")
    kata.require(not np.isfinite(kata.dot(v, u)), "NaN in the second vector, no finite number out")


@edges(pinned=False)
@pytest.mark.parametrize("entry", [np.inf, -np.inf])
@pytest.mark.parametrize("beside", [(2.0, 1.0), (0.0, 1.0), (2.0, -1.0)], ids=["same", "zero", "opposite"])
def test_does_not_hide_infinity(kata, entry, beside):
    """0 times infinity is NaN, and so is the difference of two infinite sums on the way."""
    u, v = np.array([1.0, entry, entry]), np.array([3.0, *beside])
    kata.require(not np.isfinite(kata.dot(u, v)), "infinity in, no finite number out")
    kata.require(not np.isfinite(kata.dot(v, u)), "infinity in the second vector, no finite number out")


@edges
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("entries", [17, 1536, 5003])
def test_handles_embeddings_of_many_entries(kata, entries, dtype):
    u, v = np.random.default_rng(0).normal(size=(2, entries)).astype(dtype)
    kata.check("dot", u, v)


@edges
@given(hnp.array_shapes(min_dims=2, max_dims=2, max_side=5).filter(lambda lengths: lengths[0] != lengths[1]))
@example((3, 2))
@example((2, 3))
@example((3, 1))
@example((1, 3))
@example((0, 1))
@example((1, 0))
def test_refuses_vectors_of_different_length(kata, lengths):
    kata.check_raises(ValueError, "dot", np.ones(lengths[0]), np.ones(lengths[1]))


@edges
@pytest.mark.parametrize(
    "shapes", [((2, 3), (2, 3)), ((2, 2), (2,)), ((2,), (2, 2)), ((1, 3), (3,)), ((3,), (3, 1)), ((), ()), ((3,), ())]
)
def test_refuses_what_is_not_a_vector(kata, shapes):
    left, right = shapes
    kata.check_raises(ValueError, "dot", np.ones(left), np.ones(right))


# --------------------------------------------------------------------------------------- torch


@pytest.mark.kata(targets="torch")
@given(pairs())
@example((np.array([1.0, 2.0, 3.0]), np.array([4.0, 5.0, 6.0])))
def test_gradient_with_respect_to_one_vector_is_the_other(kata, pair):
    u, v = pair
    kata.check_gradient("dot", u.astype(np.float64), v.astype(np.float64))


test_stays_on_the_device_of_its_input = on_its_device(
    ("dot", np.array([1.0, 2.0, 3.0]), np.array([4.0, 5.0, 6.0])), ("dot", np.zeros(0), np.zeros(0))
)
