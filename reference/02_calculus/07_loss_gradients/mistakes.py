"""What beginners hand in for the gradients of losses, and what to tell them."""

from array_api_compat import array_namespace

from dojo import mistake


def _check(prediction, y):
    if prediction.shape != y.shape:
        raise ValueError(f"{tuple(prediction.shape)}, {tuple(y.shape)}")
    return prediction - y


def _sigmoid(z):
    return 0.5 + 0.5 * array_namespace(z).tanh(0.5 * z)


def _surprise(w, X, y):
    """p - y."""
    z = X @ w
    _check(z, y)
    return _sigmoid(z) - y


# ------------------------------------------------------------------ squared error


@mistake(
    "mse_gradient",
    "The result is not divided by N. The loss is the mean over the batch, and so is its gradient.",
)
def sums_over_the_batch(W, X, y):
    return 2 * X.T @ _check(X @ W, y)


@mistake(
    "mse_gradient",
    "The factor 2 is missing: the slope of e² is 2 e.",
)
def forgets_the_two(W, X, y):
    return X.T @ _check(X @ W, y) / X.shape[0]


@mistake(
    "mse_gradient",
    "It divides by the number of all predictions, as torch's mse_loss does. Here the mean is over the batch"
    " alone: divide by the number of rows.",
)
def divides_by_all_entries(W, X, y):
    error = _check(X @ W, y)
    return 2 * X.T @ error / (error.shape[0] * (error.shape[1] if error.ndim > 1 else 1))


@mistake(
    "mse_gradient",
    "It divides by the number of inputs. The mean is over the examples, the rows of X: divide by X.shape[0].",
)
def divides_by_the_inputs(W, X, y):
    return 2 * X.T @ _check(X @ W, y) / X.shape[1]


@mistake(
    "mse_gradient",
    "The sign is the wrong way round. The error is the prediction minus y; with y minus the prediction, a step"
    " against the gradient would make the loss grow.",
)
def turns_the_error_round(W, X, y):
    return -2 * X.T @ _check(X @ W, y) / X.shape[0]


@mistake(
    "mse_gradient",
    "X is not transposed. The weight in row i met input i of every example, so its gradient is a sum over the"
    " batch: X.T @ error. With as many inputs as examples, the shape does not show the fault.",
)
def forgets_to_transpose(W, X, y):
    return 2 * X @ _check(X @ W, y) / X.shape[0]


@mistake(
    "mse_gradient",
    "The gradient is transposed. It has the shape of W, (inputs, outputs), and here the outputs come first.",
)
def puts_the_outputs_first(W, X, y):
    return 2 * _check(X @ W, y).T @ X / X.shape[0]


@mistake(
    "mse_gradient",
    "That is the gradient by the inputs X: the error times W transposed. The gradient by W is X transposed times"
    " the error.",
)
def differentiates_by_the_inputs(W, X, y):
    error = _check(X @ W, y)
    return 2 * (error @ W.T if W.ndim > 1 else error[:, None] * W) / X.shape[0]


@mistake(
    "mse_gradient",
    "That is the slope by the predictions. The chain rule goes on: a prediction moves with a weight by the input"
    " that the weight multiplies, so multiply by X transposed.",
)
def stops_at_the_predictions(W, X, y):
    return 2 * _check(X @ W, y) / X.shape[0]


@mistake(
    "mse_gradient",
    "That is the loss. Return its gradient: one number for each weight.",
)
def returns_the_loss(W, X, y):
    return array_namespace(X).sum(_check(X @ W, y) ** 2) / X.shape[0]


@mistake(
    "mse_gradient",
    "Only the sign of the error counts here, as in the mean absolute error. The slope of a square grows with the"
    " error.",
)
def takes_the_sign_of_the_error(W, X, y):
    return X.T @ array_namespace(X).sign(_check(X @ W, y)) / X.shape[0]


@mistake(
    "mse_gradient",
    "The errors are averaged before they meet their inputs. Each error belongs to its own row of X: multiply"
    " first, then average.",
)
def averages_the_errors_first(W, X, y):
    xp = array_namespace(X)
    error, inputs = 2 * xp.mean(_check(X @ W, y), axis=0), xp.mean(X, axis=0)
    return inputs[:, None] * error if W.ndim > 1 else inputs * error


@mistake(
    "mse_gradient",
    "That is the gradient of the root of the mean squared error. The loss has no root.",
)
def takes_the_root(W, X, y):
    xp, error = array_namespace(X), _check(X @ W, y)
    root = xp.sqrt(xp.sum(error**2) / X.shape[0])
    return X.T @ error / X.shape[0] / xp.where(root > 0, root, 1 + 0 * root)


@mistake(
    "mse_gradient",
    "Each example has a gradient of its own here. Average them over the batch: the result has the shape of W.",
)
def keeps_the_examples_apart(W, X, y):
    error = _check(X @ W, y)
    return 2 * (X[:, :, None] * error[:, None, :] if W.ndim > 1 else X * error[:, None])


@mistake(
    "mse_gradient",
    "A y of another shape is stretched by broadcasting: a column against a row makes a whole table of"
    " differences. Compare the two shapes, and raise a ValueError that names both.",
)
def lets_y_stretch(W, X, y):
    return 2 * X.T @ (X @ W - y) / X.shape[0]


@mistake(
    "mse_gradient",
    "A y of another shape is reshaped to fit. That hides a fault of the caller and may pair the wrong numbers:"
    " compare the two shapes, and raise a ValueError that names both.",
)
def reshapes_y(W, X, y):
    prediction = X @ W
    return 2 * X.T @ (prediction - array_namespace(y).reshape(y, prediction.shape)) / X.shape[0]


@mistake(
    "mse_gradient",
    "The dtype changes on the way. Work in the dtype of the weights: float32 in, float32 out.",
)
def loses_the_dtype(W, X, y):
    xp = array_namespace(X)
    return 2 * xp.astype(X.T, xp.float64) @ xp.astype(_check(X @ W, y), xp.float64) / X.shape[0]


@mistake(
    "mse_gradient",
    "Two things: the result is not divided by N, and the factor 2 is missing. Begin with N: the loss is the mean"
    " over the batch, so its gradient is a mean too. The slope of e² is 2 e.",
)
def sums_and_forgets_the_two(W, X, y):
    return X.T @ _check(X @ W, y)


@mistake(
    "mse_gradient",
    "Two things: the error is y minus the prediction, and the factor 2 is missing. Begin with the sign: the error"
    " is the prediction minus y. The slope of e² is 2 e.",
)
def turns_the_error_round_and_forgets_the_two(W, X, y):
    return -X.T @ _check(X @ W, y) / X.shape[0]


@mistake(
    "mse_gradient",
    "Two things: it divides by the number of all predictions, and the factor 2 is missing. Begin with the mean:"
    " it is over the batch alone, so divide by the number of rows.",
)
def divides_by_all_entries_and_forgets_the_two(W, X, y):
    error = _check(X @ W, y)
    return X.T @ error / (error.shape[0] * (error.shape[1] if error.ndim > 1 else 1))


@mistake(
    "mse_gradient",
    "assert raises an AssertionError, and Python skips it when it runs with -O. Raise a ValueError instead.",
)
def asserts_the_shape(W, X, y):
    assert (X @ W).shape == y.shape
    return 2 * X.T @ (X @ W - y) / X.shape[0]


@mistake(
    "mse_gradient",
    "The numbers pass through float32, which keeps about 7 digits. Stay in the dtype of the weights.",
)
def passes_through_float32(W, X, y):
    xp = array_namespace(X)
    W32, X32, y32 = (xp.astype(a, xp.float32) for a in (W, X, y))
    return xp.astype(2 * X32.T @ _check(X32 @ W32, y32) / X.shape[0], W.dtype)


# ------------------------------------------------------------------ logistic


@mistake(
    "logistic_gradient",
    "The result is not divided by N. The loss is the mean over the batch, and so is its gradient.",
)
def sums_the_cross_entropies(w, X, y):
    return X.T @ _surprise(w, X, y)


@mistake(
    "logistic_gradient",
    "Two things: the result is not divided by N, and the slope of the sigmoid, p (1 - p), is one factor too many."
    " Begin with the factor: in the cross-entropy the slope of the logarithm cancels it.",
)
def sums_and_keeps_the_slope_of_the_sigmoid(w, X, y):
    p = _sigmoid(X @ w)
    return X.T @ (_surprise(w, X, y) * p * (1 - p))


@mistake(
    "logistic_gradient",
    "Two things: the result is not divided by N, and its sign is the wrong way round. Begin with the sign: the"
    " slope by z is p - y.",
)
def sums_and_turns_the_surprise_round(w, X, y):
    return -X.T @ _surprise(w, X, y)


@mistake(
    "logistic_gradient",
    "assert raises an AssertionError, and Python skips it when it runs with -O. Raise a ValueError instead.",
)
def asserts_the_shape_of_the_labels(w, X, y):
    assert (X @ w).shape == y.shape
    return X.T @ _surprise(w, X, y) / X.shape[0]


@mistake(
    "logistic_gradient",
    "The numbers pass through float32, which keeps about 7 digits. Stay in the dtype of the weights.",
)
def passes_the_scores_through_float32(w, X, y):
    xp = array_namespace(X)
    w32, X32, y32 = (xp.astype(a, xp.float32) for a in (w, X, y))
    return xp.astype(X32.T @ _surprise(w32, X32, y32) / X.shape[0], w.dtype)


@mistake(
    "logistic_gradient",
    "There is no factor 2 here. It comes from a square, and the cross-entropy has none: its slope by z is p - y.",
)
def keeps_the_two_of_the_square(w, X, y):
    return 2 * X.T @ _surprise(w, X, y) / X.shape[0]


@mistake(
    "logistic_gradient",
    "The sign is the wrong way round. The slope by z is p - y; with y - p, a step against it would make the loss grow.",
)
def turns_the_surprise_round(w, X, y):
    return -X.T @ _surprise(w, X, y) / X.shape[0]


@mistake(
    "logistic_gradient",
    "It divides by the number of inputs. The mean is over the examples, the rows of X: divide by X.shape[0].",
)
def divides_the_surprise_by_the_inputs(w, X, y):
    return X.T @ _surprise(w, X, y) / X.shape[1]


@mistake(
    "logistic_gradient",
    "exp(z) overflows for a large z, and infinity over infinity is NaN. Never give exp an argument above 0: 1 /"
    " (1 + exp(-z)) where z is positive, exp(z) / (1 + exp(z)) elsewhere.",
)
def overflows(w, X, y):
    z, xp = X @ w, array_namespace(X)
    _check(z, y)
    return X.T @ (xp.exp(z) / (1 + xp.exp(z)) - y) / X.shape[0]


@mistake(
    "logistic_gradient",
    "The slope of the logarithm divides by p and 1 - p, and one of them is 0 where the sigmoid is very sure: 0 /"
    " 0 is NaN. Multiply by the sigmoid's slope, p (1 - p), on paper first: only p - y is left.",
)
def divides_by_what_cancels(w, X, y):
    z = X @ w
    _check(z, y)
    p = _sigmoid(z)
    return X.T @ ((-y / p + (1 - y) / (1 - p)) * p * (1 - p)) / X.shape[0]


@mistake(
    "logistic_gradient",
    "The probability is clipped, so that nothing is divided by 0. That changes the gradient where the model is"
    " sure, and p - y divides by nothing: leave it out.",
)
def clips_the_probability(w, X, y):
    z = X @ w
    _check(z, y)
    return X.T @ (array_namespace(X).clip(_sigmoid(z), 1e-7, 1 - 1e-7) - y) / X.shape[0]


@mistake(
    "logistic_gradient",
    "The probability is clipped to 1e-12 from 0 and 1, as one does before a logarithm. That changes the gradient"
    " where the model is sure, and p - y has no logarithm: leave it out.",
)
def clips_the_probability_a_little(w, X, y):
    z = X @ w
    _check(z, y)
    return X.T @ (array_namespace(X).clip(_sigmoid(z), 1e-12, 1 - 1e-12) - y) / X.shape[0]


@mistake(
    "logistic_gradient",
    "z is clipped at 30 before exp, and that changes p where the model is sure. If exp never gets a positive"
    " argument, you need no clipping.",
)
def clips_z_at_thirty(w, X, y):
    z, xp = X @ w, array_namespace(X)
    _check(z, y)
    return X.T @ (1 / (1 + xp.exp(-xp.clip(z, -30.0, 30.0))) - y) / X.shape[0]


@mistake(
    "logistic_gradient",
    "The labels are rounded to 0 or 1. A label between them says how sure the model should be: take y as it is.",
)
def rounds_the_labels(w, X, y):
    z, xp = X @ w, array_namespace(X)
    _check(z, y)
    return X.T @ (_sigmoid(z) - xp.astype(y > 0.5, y.dtype)) / X.shape[0]


@mistake(
    "logistic_gradient",
    "z is clipped at 15 before exp, and that changes p where the model is sure. If exp never gets a positive"
    " argument, you need no clipping.",
)
def clips_z(w, X, y):
    z = X @ w
    _check(z, y)
    return X.T @ (_sigmoid(array_namespace(X).clip(z, -15.0, 15.0)) - y) / X.shape[0]


@mistake(
    "logistic_gradient",
    "The sigmoid is missing. z is a score of any size; compare the label with p = sigmoid(z).",
)
def forgets_the_sigmoid(w, X, y):
    return X.T @ _check(X @ w, y) / X.shape[0]


@mistake(
    "logistic_gradient",
    "The slope of the sigmoid, p (1 - p), is one factor too many: it belongs to the squared error. In the cross-"
    " entropy the slope of the logarithm cancels it, so a model that is wrong and sure still learns.",
)
def keeps_the_slope_of_the_sigmoid(w, X, y):
    p = _sigmoid(X @ w)
    return X.T @ (_surprise(w, X, y) * p * (1 - p)) / X.shape[0]


@mistake(
    "logistic_gradient",
    "The prediction is rounded to 0 or 1 first, as in the perceptron. The gradient needs the probability itself.",
)
def rounds_the_probability(w, X, y):
    z, xp = X @ w, array_namespace(X)
    _check(z, y)
    return X.T @ (xp.where(z > 0, 1 + 0 * z, 0 * z) - y) / X.shape[0]


@mistake(
    "logistic_gradient",
    "That is the sigmoid of -z. It is 1 / (1 + exp(-z)), with a minus in the exponent.",
)
def turns_the_sigmoid_round(w, X, y):
    z = X @ w
    _check(z, y)
    return X.T @ (_sigmoid(-z) - y) / X.shape[0]


@mistake(
    "logistic_gradient",
    "That formula is for labels -1 and 1. Here they are 0 and 1, and the slope by z is p - y.",
)
def expects_labels_of_minus_one(w, X, y):
    z = X @ w
    _check(z, y)
    return X.T @ (-y * _sigmoid(-y * z)) / X.shape[0]


@mistake(
    "logistic_gradient",
    "Softmax over the batch makes the examples compete. Each has a probability of its own: use the sigmoid.",
)
def takes_the_softmax(w, X, y):
    z, xp = X @ w, array_namespace(X)
    _check(z, y)
    e = xp.exp(z - xp.max(z))
    return X.T @ (e / xp.sum(e) - y) / X.shape[0]


@mistake(
    "logistic_gradient",
    "That is the slope by z, one number for each example. A weight moves z by the input that it multiplies:"
    " multiply by X transposed.",
)
def stops_at_the_scores(w, X, y):
    return _surprise(w, X, y) / X.shape[0]


@mistake(
    "logistic_gradient",
    "X is not transposed. Weight i met input i of every example, so its gradient is a sum over the batch: X.T @"
    " (p - y). With as many inputs as examples, the shape does not show the fault.",
)
def forgets_to_transpose_the_inputs(w, X, y):
    return X @ _surprise(w, X, y) / X.shape[0]


@mistake(
    "logistic_gradient",
    "Each example has a gradient of its own here. Average them over the batch: the result has the shape of w.",
)
def keeps_the_surprises_apart(w, X, y):
    return X * _surprise(w, X, y)[:, None]


@mistake(
    "logistic_gradient",
    "A y of another shape is stretched by broadcasting: a column against a row makes a whole table of"
    " differences. Compare the two shapes, and raise a ValueError that names both.",
)
def lets_labels_stretch(w, X, y):
    return X.T @ (_sigmoid(X @ w) - y) / X.shape[0]


@mistake(
    "logistic_gradient",
    "A y of another shape is reshaped to fit. That hides a fault of the caller: compare the two shapes, and raise"
    " a ValueError that names both.",
)
def reshapes_labels(w, X, y):
    z = X @ w
    return X.T @ (_sigmoid(z) - array_namespace(y).reshape(y, z.shape)) / X.shape[0]


@mistake(
    "logistic_gradient",
    "The dtype changes on the way. Work in the dtype of the weights: float32 in, float32 out.",
)
def loses_the_dtype_of_the_weights(w, X, y):
    xp = array_namespace(X)
    return xp.astype(X.T, xp.float64) @ xp.astype(_surprise(w, X, y), xp.float64) / X.shape[0]
