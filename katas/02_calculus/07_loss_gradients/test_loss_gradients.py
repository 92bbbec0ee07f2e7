"""The gradient of a loss with respect to the weights: the errors times the inputs, averaged over the batch."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch, on_its_device, themes
from dojo.strategies import arrays, dtypes, plain_arrays

pytestmark = pytest.mark.kata(
    minutes=30,
    from_scratch=[
        *themes.AUTOGRAD,
        *themes.GATES,
        *themes.LOG_SIGMOID,
        *themes.TRANSFORMS,
        *("grad", "backward", "value_and_grad", "mse_loss", "MSELoss", "binary_cross_entropy", "BCELoss"),
        *("BCEWithLogitsLoss", "binary_cross_entropy_with_logits", "soft_margin_loss", "SoftMarginLoss"),
        *("log_loss", "sigmoid", "sigmoid_", "Sigmoid", "expit", "logistic", "softmax", "LinearRegression"),
        *("LogisticRegression", "approx_fprime", "approx_derivative"),
    ],
    instead="You need the prediction, what it misses, and a product with X.",
    # there is at least one example
    ladder={"W": "finite-empty", "w": "finite", "X": "finite", "y": "finite-empty"},
    long="inputs batch *",
)

LABELS = st.sampled_from([0.0, 1.0, 0.0, 1.0, 0.25, 0.75])


@st.composite
def plain_regressions(draw):
    """Weights, examples and targets of a linear layer with one output, without an axis for it, or with several."""
    batch, inputs = draw(st.integers(2, 5)), draw(st.integers(2, 4))
    outputs = draw(st.sampled_from([(), (2,), (3,)]))
    return tuple(draw(plain_arrays(shape)) for shape in [(inputs, *outputs), (batch, inputs), (batch, *outputs)])


@st.composite
def plain_classifications(draw):
    """Weights, examples, and labels between 0 and 1, most of them one of the two."""
    batch, inputs = draw(st.integers(2, 5)), draw(st.integers(2, 4))
    labels = draw(st.lists(LABELS, min_size=batch, max_size=batch))
    return draw(plain_arrays((inputs,), magnitude=0.5)), draw(plain_arrays((batch, inputs))), np.array(labels)


@st.composite
def regressions(draw, dtype=None):
    """Weights, examples and targets of a linear layer with no axis, or one, for its outputs."""
    batch, inputs = draw(st.integers(1, 5)), draw(st.integers(1, 4))
    outputs = draw(st.sampled_from([(), (1,), (2,), (3,)]))
    dtype = draw(dtypes()) if dtype is None else dtype
    shapes = [(inputs, *outputs), (batch, inputs), (batch, *outputs)]
    return tuple(draw(arrays(shape, dtype)) for shape in shapes)


@st.composite
def classifications(draw, dtype=None, magnitude=1.0):
    """Weights, examples, and labels between 0 and 1, most of them one of the two."""
    batch, inputs = draw(st.integers(1, 5)), draw(st.integers(1, 4))
    dtype = draw(dtypes()) if dtype is None else dtype
    labels = np.array(draw(st.lists(LABELS, min_size=batch, max_size=batch)), dtype)
    return draw(arrays((inputs,), dtype, magnitude)), draw(arrays((batch, inputs), dtype)), labels


def counting(*shape, dtype=np.float64):
    """Small numbers in no order."""
    return ((7 * np.arange(np.prod(shape, dtype=int)) + 3) % 11 / 4 - 1.25).reshape(shape).astype(dtype)


def a_regression(batch, inputs, *outputs, dtype=np.float64):
    return tuple(counting(*s, dtype=dtype) for s in [(inputs, *outputs), (batch, inputs), (batch, *outputs)])


def a_classification(batch, inputs, dtype=np.float64):
    return counting(inputs, dtype=dtype), counting(batch, inputs, dtype=dtype), np.arange(batch).astype(dtype) % 2


def magnitude_of(W, X, y):
    """What is added, and cancels, in an entry of the gradient."""
    return 2 * np.max(np.abs(X)) * np.max(np.abs(X) @ np.abs(W) + np.abs(y))


def loss(W, X, y):
    return np.sum((X @ W - y) ** 2) / len(X)


def sigmoid(z):
    return 0.5 + 0.5 * np.tanh(0.5 * z)


SURE = np.array([[1.0, 0.5], [-1.0, 2.0], [1.0, 0.0], [-1.0, 0.25]])


# ---------------------------------------------------------------------------------------- core


def test_worked_example_of_the_squared_error(kata):
    W, X, y = np.array([1.0, -1.0]), np.array([[1.0, 2.0], [3.0, 4.0], [1.0, 1.0]]), np.array([0.0, 1.0, -1.0])
    kata.check_figure("mse_gradient", W, X, y, gives=[-4.0, -6.0], decimals=12)


def test_worked_example_of_the_cross_entropy(kata):
    w, X = np.array([np.log(3), 0.0]), np.array([[1.0, 2.0], [-1.0, 1.0], [0.0, -3.0]])
    kata.check_figure("logistic_gradient", w, X, np.array([0.0, 1.0, 1.0]), gives=[0.5, 0.75], decimals=12)


@given(plain_regressions())
@example(a_regression(3, 2, 4))
@example(a_regression(3, 3, 3))
@example(a_regression(4, 2))
def test_gradient_of_the_squared_error_agrees_with_autograd(kata, regression):
    kata.check("mse_gradient", *regression, scale=magnitude_of(*regression))


@given(plain_classifications())
@example(a_classification(5, 2))
@example(a_classification(3, 3))
def test_gradient_of_the_cross_entropy_agrees_with_autograd(kata, classification):
    _, X, _ = classification
    kata.check("logistic_gradient", *classification, scale=np.max(np.abs(X)))


@given(plain_regressions(), st.data())
@example(a_regression(3, 2, 4), None)
def test_says_how_the_squared_error_moves_with_the_weights(kata, regression, data):
    """Exact for a function of second degree: the curvature cancels in a central difference of any size."""
    W, X, y = regression
    H = counting(*W.shape) if data is None else data.draw(plain_arrays(W.shape), "H")
    difference = loss(W + H, X, y) - loss(W - H, X, y)
    slope = np.sum(np.asarray(kata.mse_gradient(W, X, y)) * H)
    scale = loss(np.abs(W) + np.abs(H), np.abs(X), -np.abs(y))
    kata.equal(2 * slope, difference, "loss(W + H) - loss(W - H) = 2 · sum(gradient * H)", scale=scale)


def test_is_zero_at_the_least_squares_solution(kata):
    _, X, y = a_regression(6, 3, 2)
    W = np.linalg.lstsq(X, y, rcond=None)[0]
    gradient = kata.mse_gradient(W, X, y)
    kata.equal(gradient, np.zeros((3, 2)), "at the minimum the gradient is 0", scale=magnitude_of(W, X, y))


@given(plain_classifications())
@example(a_classification(5, 2))
def test_is_zero_where_every_probability_is_the_label(kata, classification):
    w, X, _ = classification
    gradient = kata.logistic_gradient(w, X, sigmoid(X @ w))
    kata.equal(gradient, np.zeros_like(w), "where p = y there is nothing to learn", scale=1 + np.max(np.abs(X)))


@given(plain_classifications())
@example(a_classification(5, 2))
def test_a_batch_repeated_has_the_same_cross_entropy_gradient(kata, classification):
    w, X, y = classification
    twice = kata.logistic_gradient(w, np.concatenate([X, X]), np.concatenate([y, y]))
    once = kata.logistic_gradient(w, X, y)
    kata.equal(twice, once, "every example twice: the mean stays", scale=np.max(np.abs(X)))


test_is_written_from_scratch = from_scratch(
    ("mse_gradient", *a_regression(3, 2, 4)), ("logistic_gradient", *a_classification(3, 2))
)


# --------------------------------------------------------------------------------------- edges


@edges
@given(regressions())
@example(a_regression(40, 16, 3))
@example(a_regression(16, 40))
@example(a_regression(1, 3))
@example(a_regression(2, 3, 1))
@example(a_regression(5, 3, 2, dtype=np.float32))
@example((np.array([[1.0], [1.0]]), np.array([[1e6, 1.0], [1e-6, 2.0], [1.0, 1.0]]), np.array([[1.0], [2.0], [3.0]])))
def test_squared_error_agrees_in_every_dtype_and_layout(kata, regression):
    kata.check("mse_gradient", *regression, scale=magnitude_of(*regression))


@edges
@given(classifications())
@example(a_classification(40, 16))
@example(a_classification(16, 40))
@example(a_classification(1, 3))
@example(a_classification(2, 4, np.float32))
@example((np.array([1.0]), np.array([[2.0], [-1.0]]), np.array([0.25, 0.75])))
def test_cross_entropy_agrees_in_every_dtype_and_layout(kata, classification):
    _, X, _ = classification
    kata.check("logistic_gradient", *classification, scale=np.max(np.abs(X)))


@edges
@pytest.mark.parametrize("size", [1e15, 1e-15])
def test_takes_examples_of_any_size(kata, size):
    W, X, y = a_regression(4, 3, 2, dtype=np.float32)
    X, y = (size * X).astype(np.float32), (size * y).astype(np.float32)
    kata.check("mse_gradient", W, X, y, scale=magnitude_of(W, X, y))
    w, X, y = a_classification(4, 3, np.float32)
    kata.check("logistic_gradient", w, (size * X).astype(np.float32), y, scale=size)


@edges
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("labels", [[1.0, 0.0, 1.0, 0.0], [0.0, 1.0, 0.0, 1.0], [1.0, 1.0, 0.0, 0.0]], ids=str)
@pytest.mark.parametrize("size", [20.0, 90.0, 1000.0, 1e30])
def test_is_finite_where_the_model_is_sure(kata, size, labels, dtype):
    w = np.array([size, 0.0], dtype)
    kata.check("logistic_gradient", w, SURE.astype(dtype), np.array(labels, dtype), scale=1)


@edges
@given(classifications(np.float64, magnitude=1000.0))
def test_takes_weights_of_any_size(kata, classification):
    _, X, _ = classification
    kata.check("logistic_gradient", *classification, scale=np.max(np.abs(X)))


@edges
@given(regressions())
@example(a_regression(3, 2, 4))
def test_a_batch_repeated_has_the_same_gradient(kata, regression):
    W, X, y = regression
    twice = kata.mse_gradient(W, np.concatenate([X, X]), np.concatenate([y, y]))
    once = kata.mse_gradient(W, X, y)
    kata.equal(twice, once, "every example twice: the mean stays", scale=magnitude_of(*regression))


@edges
@given(classifications())
@example(a_classification(5, 2))
def test_a_batch_is_the_mean_of_its_examples(kata, classification):
    w, X, y = classification
    alone = [kata.logistic_gradient(w, X[i : i + 1], y[i : i + 1]) for i in range(len(X))]
    together = kata.logistic_gradient(w, X, y)
    kata.equal(together, np.mean(alone, axis=0, dtype=X.dtype), "the mean over the batch", scale=np.max(np.abs(X)))


@edges
@given(classifications(np.float64))
@example(a_classification(5, 2))
def test_does_not_care_which_class_is_called_one(kata, classification):
    w, X, y = classification
    flipped = kata.logistic_gradient(w, -X, 1 - y)
    same = kata.logistic_gradient(w, X, y)
    kata.equal(flipped, same, "gradient(w, -X, 1 - y) = gradient(w, X, y)", scale=np.max(np.abs(X)))


@edges
@pytest.mark.parametrize(
    ("W", "y"),
    [((3,), (4, 1)), ((3, 1), (4,)), ((3, 2), (4, 1)), ((3, 2), (2,)), ((3, 2), (8,)), ((3, 2), (2, 4)), ((3,), ())],
    ids=str,
)
def test_refuses_targets_of_another_shape_than_the_predictions(kata, W, y):
    says = [(4, *W[1:]), y]
    kata.check_raises(ValueError, "mse_gradient", counting(*W), counting(4, 3), counting(*y), says=says)


@edges
@pytest.mark.parametrize("y", [(4, 1), (1, 4), (1,), (), (2, 2)], ids=str)
def test_refuses_labels_of_another_shape_than_the_predictions(kata, y):
    kata.check_raises(ValueError, "logistic_gradient", counting(3), counting(4, 3), np.ones(y), says=[(4,), y])


# --------------------------------------------------------------------------------------- torch


test_stays_on_the_device_of_its_input = on_its_device(
    ("mse_gradient", *a_regression(3, 2, 4)), ("logistic_gradient", *a_classification(3, 2))
)
