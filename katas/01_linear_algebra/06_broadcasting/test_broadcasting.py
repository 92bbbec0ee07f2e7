"""Shapes meet from the right: equal sizes fit, a size of 1 is stretched, and nothing else is."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch, on_its_device
from dojo.strategies import arrays, counting, plain_arrays, shapes

pytestmark = pytest.mark.kata(
    minutes=40,
    from_scratch=[
        *("broadcast_shapes", "broadcast_to", "broadcast_arrays", "broadcast_tensors", "broadcast", "broadcast_shape"),
        *("expand", "expand_as", "expand_copy", "infer_size", "nditer"),
    ],
    instead="You need to compare sizes from the right, and to take the one entry of an axis again and again.",
    ladder={"x": "real", "batch": "finite", "scale": "finite"},
    long="features",
)
on_shapes = pytest.mark.kata(targets="python")

SIZES = st.sampled_from([1, 2, 3, 0])


def broadcast_shapes(solution, shapes):
    """The common shape, as Python writes it."""
    common = solution.broadcast_shapes(*shapes)
    if isinstance(common, tuple):
        return str(tuple(n.item() if isinstance(n, np.integer) else n for n in common))
    return repr(common)


def any_shapes(max_dims=3):
    """Two or three shapes that may clash; sizes are 0 to 3."""
    return st.lists(st.lists(SIZES, max_size=max_dims).map(tuple), min_size=2, max_size=3).map(tuple)


@st.composite
def narrowed(draw, shape):
    """A shape that broadcasts to another: fewer axes in front, and 1 in places."""
    kept = shape[draw(st.integers(0, len(shape))) :]
    return tuple(draw(st.sampled_from([n, 1])) for n in kept)


@st.composite
def plain_shapes(draw):
    """Two or three shapes that fit, without a size of 0, of which one has two axes or more."""
    shape = draw(shapes(min_dims=2, max_dims=3, min_side=2, max_side=4))
    return (shape, *draw(st.lists(narrowed(shape).filter(len), min_size=1, max_size=2)))


@st.composite
def fitting_shapes(draw):
    """Shapes that broadcast with one another."""
    shape = draw(shapes(min_dims=0, max_dims=4, min_side=0, max_side=4))
    return tuple(draw(st.lists(narrowed(shape), min_size=1, max_size=4)))


@st.composite
def stretches(draw, dtype=None, min_side=0):
    """An array, and a shape that it can be stretched to."""
    shape = draw(shapes(min_dims=0, max_dims=3, min_side=min_side, max_side=3))
    return draw(arrays(draw(narrowed(shape)), dtype)), shape


@st.composite
def plain_stretches(draw):
    """An array, and a shape without a size below 2 that it can be stretched to."""
    shape = draw(shapes(min_dims=2, max_dims=3, min_side=2, max_side=3))
    return draw(plain_arrays(draw(narrowed(shape).filter(len)))), shape


@st.composite
def plain_batches(draw):
    """Rows of features, and a number for each feature."""
    batch = draw(plain_arrays(shapes(min_dims=2, max_dims=2, min_side=2)))
    return batch, draw(plain_arrays(batch.shape[-1:]))


@st.composite
def batches(draw, dtype=None):
    """Rows of features, and a number for each feature."""
    batch = draw(arrays(dtype=dtype))
    return batch, draw(arrays(batch.shape[-1:], batch.dtype))


# ---------------------------------------------------------------------------------------- core


@on_shapes
@pytest.mark.parametrize("shapes", [((8, 1, 5), (3, 1)), ((4, 1), (4,)), ((32, 512), (512,)), ((3,), (2, 3))], ids=str)
def test_worked_examples_of_shapes(kata, shapes):
    kata.check(broadcast_shapes, shapes)


@on_shapes
@pytest.mark.parametrize("shapes", [((2, 4), (3,)), ((3, 2), (3,)), ((4,), (2,)), ((2, 3), (4, 3))], ids=str)
def test_two_sizes_that_differ_and_are_not_one_clash(kata, shapes):
    kata.check_raises(ValueError, broadcast_shapes, shapes)


@on_shapes
@given(plain_shapes())
@example(((2, 1), (1, 3), (2, 3)))
@example(((3, 1), (4,)))
def test_shapes_that_fit_agree_with_numpy(kata, shapes):
    kata.check(broadcast_shapes, shapes)


@pytest.mark.parametrize(
    ("x", "shape", "gives"),
    [
        (np.array([1.0, 2.0, 3.0]), (2, 3), [[1.0, 2.0, 3.0], [1.0, 2.0, 3.0]]),
        (np.array([[1.0], [2.0]]), (2, 3), [[1.0, 1.0, 1.0], [2.0, 2.0, 2.0]]),
        (np.array([1.0, 2.0]), (2, 2), [[1.0, 2.0], [1.0, 2.0]]),
    ],
    ids=["row", "column", "square"],
)
def test_worked_examples_of_arrays(kata, x, shape, gives):
    kata.check_figure("broadcast_to", x, shape, gives=gives)


@given(plain_stretches())
@example((counting(2, 3), (2, 3)))
@example((counting(2, 1, 2), (2, 3, 2)))
@example((counting(2, 1), (4, 2, 3)))
def test_agrees_with_numpy_and_torch(kata, x_and_shape):
    kata.check("broadcast_to", *x_and_shape)


@given(plain_stretches())
def test_two_arrays_add_up_as_if_stretched_first(kata, x_and_shape):
    """What the library does with x + y."""
    y, shape = x_and_shape
    x = counting(*shape)
    kata.equal(x + kata.broadcast_to(y, shape), x + y, "x + broadcast_to(y, x.shape) = x + y")


def test_worked_example_of_features(kata):
    batch, scale = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), np.array([10.0, 1.0, 0.5])
    kata.check_figure("scale_features", batch, scale, gives=[[10.0, 2.0, 1.5], [40.0, 5.0, 3.0]])


@given(plain_batches())
@example((counting(3, 3), np.array([2.0, -10.0, 0.5])))
def test_scaled_features_agree_with_numpy_and_torch(kata, batch_and_scale):
    kata.check("scale_features", *batch_and_scale)


def test_a_batch_of_thirty_two_keeps_its_shape(kata):
    rng = np.random.default_rng(0)
    kata.check("scale_features", rng.normal(size=(32, 512)), rng.normal(size=512))


@given(plain_batches())
def test_scaling_is_a_product_with_a_diagonal_matrix(kata, batch_and_scale):
    batch, scale = batch_and_scale
    kata.equal(kata.scale_features(batch, scale), batch @ np.diag(scale), "scale_features(X, s) = X diag(s)")


def all_of_them(solution, x, row):
    stretched = solution.broadcast_to(x, solution.broadcast_shapes(tuple(x.shape), (2, 3, 1)))
    return [stretched, solution.scale_features(stretched[0], row)]


test_is_written_from_scratch = from_scratch(all_of_them, counting(2, 1, 2), counting(2))


# -------------------------------------------------------------------------------- edges: shapes


CLASHES = [
    *(((0,), (3,)), ((2,), (3,)), ((3,), (2,)), ((0, 2), (3, 2)), ((2, 1), (1, 0), (2, 5)), ((5, 4), (4, 5))),
    *(((2,), (1,), (3,)), ((2,), (2,), (3,)), ((), (2,), (3,)), ((2, 3, 4, 5), (3, 3, 1, 5)), ((16,), (40,))),
]


@on_shapes
@edges
@pytest.mark.parametrize("shapes", CLASHES, ids=str)
def test_zero_clashes_too_and_so_does_a_third_shape(kata, shapes):
    kata.check_raises(ValueError, broadcast_shapes, shapes)


@on_shapes
@edges
@pytest.mark.parametrize(
    "shapes",
    [
        *((), ((),), ((2, 3),), ((), ()), ((), (2, 3)), ((1,), (1, 1))),
        *(((0,), (1,)), ((1,), (0,)), ((0,), (0,)), ((0, 1), (3,)), ((2, 0), (1,), ())),
        *(((1,), (2,), (1,)), ((1,), (1, 1, 1), (1, 4)), ((16, 1, 4, 1), (40, 1, 5)), ((7, 1), (1, 9), (7, 9), (9,))),
    ],
    ids=str,
)
def test_any_number_of_shapes_and_any_size_can_meet(kata, shapes):
    kata.check(broadcast_shapes, shapes)


@on_shapes
@edges
@given(any_shapes())
@example(((2, 3), (2, 1), (3, 1)))
def test_accepts_and_refuses_what_numpy_does(kata, shapes):
    try:
        np.broadcast_shapes(*shapes)
    except ValueError:
        kata.check_raises(ValueError, broadcast_shapes, shapes)
    else:
        kata.check(broadcast_shapes, shapes)


@on_shapes
@edges
@given(fitting_shapes(), st.randoms(use_true_random=False))
def test_the_order_of_shapes_does_not_matter(kata, shapes, random):
    shuffled = tuple(random.sample(shapes, len(shapes)))
    same = kata.run(broadcast_shapes, shuffled) == kata.run(broadcast_shapes, shapes)
    kata.require(same, "shuffled shapes meet in the same shape")


# -------------------------------------------------------------------------------- edges: arrays


@edges
@given(stretches())
@example((counting(2, 3), (2, 3)))
@example((counting(1, 1), (2, 3)))
@example((np.array(5.0), (2, 3)))
@example((np.array(5.0), ()))
@example((counting(3, dtype=np.float32), (2, 3)))
@example((counting(16, 1), (2, 16, 40)))
@example((counting(2, 1, 3, 1), (2, 4, 3, 5)))
@example((np.array([np.nan, np.inf, -np.inf]), (2, 3)))
def test_stretches_every_dtype_and_layout(kata, x_and_shape):
    kata.check("broadcast_to", *x_and_shape)


@edges
@pytest.mark.parametrize(
    ("x", "shape"),
    [
        *[((1,), (0,)), ((2, 1), (2, 0)), ((1, 3), (0, 3)), ((3,), (0, 3)), ((0,), (2, 0)), ((0, 1), (0, 3))],
        *[((0,), (0,)), ((1, 0), (3, 0)), ((), (0,)), ((1, 1), (2, 0))],
    ],
    ids=str,
)
def test_any_axis_may_be_empty(kata, x, shape):
    kata.check("broadcast_to", counting(*x), shape)


@edges
@pytest.mark.parametrize(
    "x", [np.array([[2**53 + 1], [-7]]), np.array([[True], [False]])], ids=["integers", "truth values"]
)
def test_repeats_integers_and_truth_values_as_they_are(kata, x):
    kata.check("broadcast_to", x, (3, 2, 2))


def dtype_of_the_result(solution, x, shape):
    return str(solution.broadcast_to(x, shape).dtype).removeprefix("torch.")


@edges
@pytest.mark.parametrize("dtype", ["int32", "uint8", "int64"])
def test_what_is_stretched_keeps_its_dtype(kata, dtype):
    kata.check(dtype_of_the_result, counting(2, 1, dtype=dtype), (2, 3))


@edges
@given(stretches())
@example((counting(3, 1), (3, 2)))
def test_an_array_has_its_own_shape_already(kata, x_and_shape):
    x, _ = x_and_shape
    kata.equal(kata.broadcast_to(x, x.shape), x, "broadcast_to(x, x.shape) = x")


@edges
@given(stretches(), st.integers(0, 3))
def test_two_steps_lead_where_one_does(kata, x_and_shape, n):
    x, shape = x_and_shape
    steps = kata.broadcast_to(np.asarray(kata.broadcast_to(x, shape)), (n, *shape))
    kata.equal(steps, kata.broadcast_to(x, (n, *shape)), "two steps give what one gives")


REFUSED = [
    *[((0,), (3,)), ((2,), (4,)), ((2,), (3,)), ((2,), (1,)), ((3,), (0,)), ((2, 3), (2, 1)), ((2, 3), (4, 3))],
    *[((1, 3), (3,)), ((1,), ()), ((2, 3), (3,)), ((2, 3), ()), ((2,), (2, 3)), ((3, 1), (2, 3)), ((0,), (1,))],
    *[((2, 2), (4, 4)), ((2, 3), (3, 2)), ((1, 1, 3), (1, 3)), ((2, 2), (2,))],
]


@edges
@pytest.mark.parametrize(("x", "shape"), REFUSED, ids=str)
def test_refuses_a_shape_that_it_cannot_be_stretched_to(kata, x, shape):
    kata.check_raises(ValueError, "broadcast_to", counting(*x), shape)


# ------------------------------------------------------------------------------ edges: features


@edges
@given(batches())
@example((counting(3), np.array([1.0, -10.0, 0.5])))
@example((counting(3, 3), np.array([1.0, -10.0, 0.0])))
@example((counting(1), np.array([2.0])))
@example((counting(2, 3, 4), counting(4)))
@example((counting(3, 3, 3), counting(3)))
@example((counting(16, 40, 2, 3), counting(3)))
@example((counting(2, 1, 3, 2, dtype=np.float32), counting(2, dtype=np.float32)))
@example((counting(2, 3, 4, dtype=np.float32), counting(4, dtype=np.float32)))
@example((counting(2, 3, dtype=np.float32), counting(3, dtype=np.float32)))
@example((np.ones((0, 3)), counting(3)))
@example((np.ones((2, 0)), np.ones(0)))
@example((np.array([[1e300, 1e-300], [1.0, 2.0]]), np.array([1e-8, 1e8])))
@example((np.array([[1e20, 1e-25], [1e-20, 2.0]], np.float32), np.array([1e18, 1e-12], np.float32)))
def test_scales_rows_with_any_axes_in_front(kata, batch_and_scale):
    kata.check("scale_features", *batch_and_scale)


@edges
@pytest.mark.parametrize(
    ("batch", "scale"),
    [
        *[((2, 1), (3,)), ((1,), (3,)), ((2, 3), (2, 3)), ((3, 3), (1, 3)), ((2, 3), (1,)), ((2, 3), (2, 1))],
        *[((2, 3), (2,)), ((2, 3), ()), ((3,), ()), ((2, 3), (0,)), ((2, 3, 4), (3,)), ((2, 3, 4), (3, 4))],
        *[((3, 3), (3, 1)), ((3, 3), (3, 3)), ((4, 3, 3), (3, 1)), ((2, 3), (3, 1))],
    ],
    ids=str,
)
def test_refuses_anything_but_one_number_for_each_feature(kata, batch, scale):
    kata.check_raises(ValueError, "scale_features", counting(*batch), counting(*scale))


# --------------------------------------------------------------------------------------- torch


@pytest.mark.kata(targets="torch")
@given(stretches(np.float64, min_side=1))
@example((counting(3, 1), (2, 3, 4)))
@example((counting(3), (3, 3)))
def test_gradient_adds_up_over_the_copies(kata, x_and_shape):
    x, shape = x_and_shape
    kata.check_gradient("broadcast_to", x, shape, scale=np.prod(shape))


def scaled(solution, batch, factors):
    return solution.scale_features(batch, factors)


@pytest.mark.kata(targets="torch")
@given(batches(np.float64))
@example((counting(2, 3), counting(3)))
def test_gradient_of_scaled_features_agrees_with_torch(kata, batch_and_factors):
    batch, factors = batch_and_factors
    kata.check_gradient(scaled, batch, factors, scale=np.sum(np.abs(batch)))


test_stays_on_the_device_of_its_input = on_its_device(
    ("broadcast_to", counting(2, 1), (3, 2, 4)),
    ("broadcast_to", counting(2, 1), (2, 0)),
    ("scale_features", counting(2, 3), counting(3)),
)
