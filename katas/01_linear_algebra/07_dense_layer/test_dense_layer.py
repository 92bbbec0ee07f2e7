"""A dense layer multiplies each row by a matrix, adds a bias, and cuts off what is negative."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch, on_its_device, themes
from dojo.strategies import arrays, dtypes, integer_arrays, plain_arrays

pytestmark = pytest.mark.kata(
    uses=["matmul"],
    minutes=25,
    from_scratch=[*themes.LINEAR_LAYERS, *themes.RECTIFIERS, "prelu", "rrelu", "conv1d", "addmm_activation"],
    instead="You need a matrix product (the library's is allowed), a sum, and the larger one of two entries.",
    ladder={"x": "finite", "W": "finite", "b": "finite"},
    long="in * out",
)

X, W = np.array([[1.0, 2.0], [-1.0, 0.0]]), np.array([[1.0, -1.0, 0.0], [2.0, 0.0, -3.0]])
B = np.array([0.5, 2.0, 1.0])


BATCHES = st.lists(st.integers(1, 3), max_size=2)
"""Shapes of what is in front of the features."""


@st.composite
def plain_layers(draw):
    """Rows of features, and the weights and biases of a layer for them."""
    rows, n, m = (draw(st.integers(2, 4)) for _ in range(3))
    return tuple(draw(plain_arrays(shape)) for shape in ((rows, n), (n, m), (m,)))


@st.composite
def layers(draw, batches=BATCHES):
    """Rows of features, and the weights and biases of a layer for them."""
    n, m = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    dtype = draw(dtypes())
    return tuple(draw(arrays(shape, dtype)) for shape in ((*draw(batches), n), (n, m), (m,)))


@st.composite
def layers_away_from_the_corner(draw):
    """Whole numbers, and biases that are not: no output is 0 before relu, where it has two slopes."""
    batch, n, m = draw(BATCHES), draw(st.integers(1, 4)), draw(st.integers(1, 4))
    x, W, b = (draw(integer_arrays(shape, -5, 6)) for shape in ((*batch, n), (n, m), (m,)))
    return x.astype(np.float64), W.astype(np.float64), b + 0.5


def magnitude(x, W, b):
    """The largest sum of magnitudes that an output is made of."""
    return float((np.abs(x) @ np.abs(W) + np.abs(b)).max(initial=0.0))


# ---------------------------------------------------------------------------------------- core


def test_worked_example_of_relu(kata):
    kata.check_figure("relu", np.array([-2.0, 0.0, 0.5, 3.0]), gives=[0.0, 0.0, 0.5, 3.0])


def test_relu_looks_at_each_entry_on_its_own(kata):
    kata.check("relu", np.array([[1.0, -2.0, 3.0], [-0.5, 0.25, -4.0]]))


def test_worked_example(kata):
    kata.check_figure("dense", X, W, B, gives=[[5.5, 1.0, 0.0], [0.0, 3.0, 1.0]])


def test_four_rows_of_ten_become_four_rows_of_five(kata):
    b = np.array([-20.0, -10.0, 0.0, 1.0, 2.0])
    kata.check_figure("dense", np.ones((4, 10)), np.ones((10, 5)), b, gives=[[0.0, 0.0, 10.0, 11.0, 12.0]] * 4)


def two_layers(solution, x, W, b, V, c):
    return solution.dense(solution.dense(x, W, b), V, c)


def test_two_layers_tell_whether_two_bits_differ(kata):
    """What no single matrix can."""
    bits = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    first, second = (np.ones((2, 2)), np.array([0.0, -1.0])), (np.array([[1.0], [-2.0]]), np.array([0.0]))
    kata.check_figure(two_layers, bits, *first, *second, gives=[[0.0], [1.0], [1.0], [0.0]])


@given(plain_arrays())
def test_relu_agrees_with_numpy_and_torch(kata, x):
    kata.check("relu", x)


@given(plain_arrays())
def test_relu_twice_is_relu(kata, x):
    once = kata.relu(x)
    kata.equal(kata.relu(once), once, "relu(relu(x)) = relu(x)")


@given(plain_arrays())
def test_both_halves_add_up(kata, x):
    kata.equal(kata.relu(x) - kata.relu(-x), x, "relu(x) - relu(-x) = x")


@given(plain_arrays(), st.sampled_from([0.0, 0.25, 2.0, 1024.0]))
def test_relu_keeps_proportions(kata, x, c):
    kata.equal(kata.relu(x * c), c * kata.relu(x), "relu(c x) = c relu(x) if c is not negative")


@given(plain_layers())
@example((X, W[:, :2].copy(), B[:2]))
def test_dense_agrees_with_numpy_and_torch(kata, layer):
    kata.check("dense", *layer, scale=magnitude(*layer))


@given(plain_arrays((3, 4)))
def test_the_identity_without_bias_leaves_relu(kata, x):
    plain = kata.dense(x, np.eye(4), np.zeros(4))
    kata.equal(plain, np.maximum(x, 0), "dense(x, I, 0) = relu(x)", scale=np.abs(x).max())


@given(plain_layers())
def test_a_bias_is_the_weight_of_a_feature_that_is_always_one(kata, layer):
    x, W, b = layer
    wider = np.concatenate([x, np.ones_like(x[..., :1])], axis=-1)
    carried = kata.dense(wider, np.concatenate([W, b[None]]), np.zeros_like(b))
    kata.equal(carried, kata.dense(x, W, b), "dense((x, 1), (W, b), 0) = dense(x, W, b)", scale=magnitude(x, W, b))


@given(plain_layers(), st.data())
def test_outputs_in_another_order_are_the_same_outputs(kata, layer, data):
    x, W, b = layer
    order = list(data.draw(st.permutations(range(len(b))), "order"))
    same = np.asarray(kata.dense(x, W, b))[..., order]
    kata.equal(
        kata.dense(x, W[:, order].copy(), b[order]),
        same,
        "columns in order give outputs in order",
        scale=magnitude(*layer),
    )


@given(plain_layers(), st.integers(2, 3), st.data())
def test_two_layers_of_which_nothing_is_cut_off_are_one(kata, layer, m, data):
    """This is why there is an activation at all."""
    x, W, b = (np.abs(a) for a in layer)
    V, c = (np.abs(data.draw(plain_arrays(shape))) for shape in ((len(b), m), (m,)))
    scale = magnitude(x @ W + b, V, c)
    both = kata.dense(np.asarray(kata.dense(x, W, b)), V, c)
    kata.equal(both, kata.dense(x, W @ V, b @ V + c), "(x W + b) V + c = x (W V) + (b V + c)", scale=scale)


test_is_written_from_scratch = from_scratch(("relu", X), ("dense", X, W, B))


# --------------------------------------------------------------------------------------- edges


@edges
@given(arrays())
@example(np.array([[1.0, -2.0, 3.0], [-0.5, 0.0, 4.0]], np.float32))
@example(np.array([[1.0, -2.0, 3.0], [-0.5, 0.0, -0.0]]))
@example(np.arange(-60.0, 60.0).reshape(2, 3, 4, 5))
@example(np.array([-1e-300, 1e-300]))
@example(np.array([-1e-25, 1e-25, 1e20, -1e20], np.float32))
@example(np.zeros((0, 3)))
@example(np.array(-2.0))
@example(np.array(0.5, np.float32))
def test_relu_takes_every_shape_dtype_and_layout(kata, x):
    kata.check("relu", x)


@edges
@given(dtypes())
def test_relu_hides_no_nan_and_takes_any_magnitude(kata, dtype):
    large = 0.9 * float(np.finfo(dtype).max)
    kata.check("relu", np.array([np.nan, np.inf, -np.inf, large, -large, 1.0], dtype))


@edges
@given(layers())
@example((X.astype(np.float32), W.astype(np.float32), B.astype(np.float32)))
@example((X[0], W, B))
@example((X[:1], W, B))
@example((np.stack([X, 1 - X, 3 * X]), W, B))
@example((np.arange(1280.0).reshape(16, 40, 2) % 7 - 3, W, B))
@example((np.arange(120.0).reshape(5, 4, 3, 2) % 7 - 3, W, B))
@example((np.array([[1e8, 1.0], [1e-8, 1.0]]), np.array([[1.0], [-1e8]]), np.array([1e-3])))
@example((np.array([[1e19, 1e-20]], np.float32), np.array([[1e18], [1e-5]], np.float32), np.array([1e-25], np.float32)))
@example((X / 3, W / 7, B / 9))
@example((np.array([[3.0]]), np.array([[-2.0]]), np.array([5.0])))
def test_dense_takes_any_axes_in_front_and_every_dtype(kata, layer):
    kata.check("dense", *layer, scale=magnitude(*layer))


@edges
@pytest.mark.parametrize("shapes", [((0, 2), 3), ((2, 0, 2), 3), ((2, 0), 3), ((2, 3), 0), ((0,), 2)], ids=str)
def test_any_axis_may_be_empty(kata, shapes):
    rows, outputs = shapes
    kata.check("dense", np.ones(rows), np.ones((rows[-1], outputs)), np.arange(outputs) - 1.0)


@edges
@given(layers(batches=st.tuples(st.integers(1, 4))), st.data())
def test_each_row_is_on_its_own(kata, layer, data):
    x, W, b = layer
    i = data.draw(st.integers(0, len(x) - 1), "row")
    together = np.asarray(kata.dense(x, W, b))
    kata.equal(together[i], kata.dense(x[i], W, b), "dense(x)[i] = dense(x[i])", scale=magnitude(x, W, b))


@edges
def test_a_nan_stays_in_its_row(kata):
    kata.check("dense", np.array([[1.0, np.nan], [3.0, 4.0]]), W, B)


@edges
def test_handles_a_layer_of_a_language_model(kata):
    rng = np.random.default_rng(0)
    x, W, b = (rng.normal(size=shape).astype(np.float32) for shape in ((2, 5, 256), (256, 300), (300,)))
    kata.check("dense", x, W, b, scale=magnitude(x, W, b))


@edges
@pytest.mark.parametrize(
    ("x", "W", "b"),
    [
        *[((2, 3), (4, 3), (4,)), ((3,), (4, 3), (4,)), ((2, 3), (2, 3), (3,))],
        *[((2, 3), (4, 5), (5,)), ((4, 1), (3, 2), (2,)), ((4, 3), (1, 2), (2,))],
        *[((3,), (2, 4), (4,)), ((3,), (1, 4), (4,)), ((1,), (3, 4), (4,)), ((2, 5, 3), (5, 2), (2,))],
    ],
    ids=str,
)
def test_refuses_rows_that_do_not_fit_the_weights(kata, x, W, b):
    kata.check_raises(ValueError, "dense", np.ones(x), np.ones(W), np.ones(b))


@edges
@pytest.mark.parametrize(
    ("outputs", "b"),
    [
        *[(3, (1,)), (3, (4, 3)), (3, (4, 1)), (3, (1, 3)), (3, (2,)), (3, (4,)), (3, ()), (3, (0,)), (3, (2, 4, 3))],
        *[(1, (3,)), (1, (4,)), (1, (0,)), (1, ()), (1, (4, 1)), (1, (1, 1)), (4, (4, 1)), (4, (4, 4))],
    ],
    ids=str,
)
def test_refuses_a_bias_that_is_not_one_number_for_each_output(kata, outputs, b):
    kata.check_raises(ValueError, "dense", np.ones((4, 2)), np.ones((2, outputs)), np.ones(b))


# --------------------------------------------------------------------------------------- torch


@pytest.mark.kata(targets="torch")
@given(arrays(dtype=np.float64, exclude_zero=True))
@example(np.array([[1.5, -2.0], [-0.5, 3.0]]))
def test_gradient_of_relu_agrees_with_torch(kata, x):
    kata.check_gradient("relu", x)


@pytest.mark.kata(targets="torch")
@given(layers_away_from_the_corner())
@example((X, W, B + 0.25))
def test_gradient_of_dense_agrees_with_torch(kata, layer):
    kata.check_gradient("dense", *layer, scale=magnitude(*layer))


test_stays_on_the_device_of_its_input = on_its_device(("relu", X), ("dense", X, W, B))
