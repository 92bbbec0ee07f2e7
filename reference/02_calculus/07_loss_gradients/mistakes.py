"""What beginners hand in for the gradients of losses, and what to tell them."""

from array_api_compat import array_namespace

from dojo import both, edit, generics, ideas, mistake

ideas(
    sum_for_mean=(
        "sums_over_the_batch sums_over_the_batch_and_forgets_the_two sums_the_cross_entropies "
        "sums_and_keeps_the_slope_of_the_sigmoid sums_the_cross_entropies_and_turns_the_surprise_round "
        "keeps_the_examples_apart "
        "keeps_the_surprises_apart"
    ),
    wrong_divisor=(
        "divides_by_all_entries divides_by_the_inputs divides_by_all_entries_and_forgets_the_two "
        "divides_the_surprise_by_the_inputs"
    ),
    root_or_square="takes_the_root",
    wrong_factor="forgets_the_two keeps_the_two_of_the_square",
    missing_term="stops_at_the_predictions stops_at_the_scores forgets_the_sigmoid",
    sign=(
        "turns_the_error_round turns_the_error_round_and_forgets_the_two turns_the_surprise_round "
        "turns_the_sigmoid_round"
    ),
    transposed="forgets_to_transpose puts_the_outputs_first forgets_to_transpose_the_inputs",
    swapped_arguments="differentiates_by_the_inputs",
    order_of_steps="averages_the_errors_first",
    dtype_lost="loses_the_dtype loses_the_dtype_of_the_weights",
    integer_arithmetic="rounds_the_labels rounds_the_probability",
    overflow="overflows",
    underflow="divides_by_what_cancels",
    cancellation="passes_the_scores_through_float32",
    epsilon="clips_the_probability clips_the_probability_a_little clips_z_at_thirty clips_z",
    wrong_exception="asserts_the_shape asserts_the_shape_of_the_labels",
    silent_error="reshapes_y reshapes_labels",
    wrong_gradient="keeps_the_slope_of_the_sigmoid",
    broadcast_by_accident="lets_y_stretch lets_labels_stretch",
    wrong_formula="takes_the_sign_of_the_error expects_labels_of_minus_one takes_the_softmax",
    other_kind_of_result="returns_the_loss",
)


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

edit(
    "sums_over_the_batch",
    "The result is not divided by N. The loss is the mean over the batch, and so is its gradient.",
    ("return X.T @ slope / X.shape[0]  # (inputs, outputs)", "return X.T @ slope  # (inputs, outputs)"),
)

edit(
    "forgets_the_two",
    "The factor 2 is missing: the slope of e² is 2 e.",
    ("slope = 2 * ", "slope = "),
)

edit(
    "divides_by_all_entries",
    "It divides by the number of all predictions, as torch's mse_loss does. Here the mean is over the batch"
    " alone: divide by the number of rows.",
    (
        "return X.T @ slope / X.shape[0]  # (inputs, outputs)",
        "error = X @ W - y\n"
        "return 2 * X.T @ error / (error.shape[0] * (error.shape[1] if error.ndim > 1 else 1))  # ("
        "inputs, outputs)",
    ),
)

edit(
    "divides_by_the_inputs",
    "It divides by the number of inputs. The mean is over the examples, the rows of X: divide by X.shape[0].",
    ("return X.T @ slope / X.shape[0]  # (inputs, outputs)", "return X.T @ slope / X.shape[1]  # (inputs, outputs)"),
)

edit(
    "turns_the_error_round",
    "The sign is the wrong way round. The error is the prediction minus y; with y minus the prediction, a step"
    " against the gradient would make the loss grow.",
    ("_miss(X @ W, y)", "_miss(y, X @ W)"),
)

edit(
    "forgets_to_transpose",
    "X is not transposed. The weight in row i was multiplied by input i of every example, so its gradient is a sum"
    " over the batch: X.T @ error. With as many inputs as examples, the shape does not show the fault.",
    ("return X.T @ slope / X.shape[0]  # (inputs, outputs)", "return X @ slope / X.shape[0]  # (inputs, outputs)"),
)

edit(
    "puts_the_outputs_first",
    "The gradient is transposed. It has the shape of W, (inputs, outputs), and here the outputs come first.",
    (
        "return X.T @ slope / X.shape[0]  # (inputs, outputs)",
        "return 2 * (X @ W - y).T @ X / X.shape[0]  # (inputs, outputs)",
    ),
)

edit(
    "differentiates_by_the_inputs",
    "That is the gradient with respect to the inputs X: the error times W transposed. The gradient with respect to"
    " W is X transposed times the error.",
    (
        "return X.T @ slope / X.shape[0]  # (inputs, outputs)",
        "return 2 * ((X @ W - y) @ W.T if W.ndim > 1 else (X @ W - y)[:, None] * W) / X.shape[0]  # (inputs, outputs)",
    ),
)

edit(
    "stops_at_the_predictions",
    "That is the slope with respect to the predictions. The chain rule goes on: a prediction moves with a weight by"
    " the input that the weight multiplies, so multiply by X transposed.",
    ("return X.T @ slope / X.shape[0]  # (inputs, outputs)", "return slope / X.shape[0]  # (inputs, outputs)"),
)

edit(
    "returns_the_loss",
    "That is the loss. Return its gradient: one number for each weight.",
    (
        "return X.T @ slope / X.shape[0]  # (inputs, outputs)",
        "return array_namespace(X).sum((X @ W - y) ** 2) / X.shape[0]  # (inputs, outputs)",
    ),
)

edit(
    "takes_the_sign_of_the_error",
    "Only the sign of the error counts here, as in the mean absolute error. The slope of a square grows with the"
    " error.",
    (
        "return X.T @ slope / X.shape[0]  # (inputs, outputs)",
        "return X.T @ array_namespace(X).sign(X @ W - y) / X.shape[0]  # (inputs, outputs)",
    ),
)


@mistake(
    "mse_gradient",
    "The errors are averaged before they are multiplied by their inputs. Each error belongs to its own row of X:"
    " multiply first, then average.",
)
def averages_the_errors_first(W, X, y):
    xp = array_namespace(X)
    error, inputs = 2 * xp.mean(_check(X @ W, y), axis=0), xp.mean(X, axis=0)
    return inputs[:, None] * error if W.ndim > 1 else inputs * error


edit(
    "takes_the_root",
    "That is the gradient of the root of the mean squared error. The loss has no root.",
    (
        "return X.T @ slope / X.shape[0]  # (inputs, outputs)",
        "root = array_namespace(X).sqrt(array_namespace(X).sum((X @ W - y) ** 2) / X.shape[0])\n"
        "return X.T @ (X @ W - y) / X.shape[0] / array_namespace(X).where(root > 0, root, 1 + 0 * root)  "
        "# (inputs, outputs)",
    ),
)

edit(
    "keeps_the_examples_apart",
    "Each example has a gradient of its own here. Average them over the batch: the result has the shape of W.",
    (
        "return X.T @ slope / X.shape[0]  # (inputs, outputs)",
        "return 2 * (X[:, :, None] * (X @ W - y)[:, None, :] if W.ndim > 1 else X * (X @ W - y)[:, "
        "None])  # (inputs, outputs)",
    ),
)

edit(
    "lets_y_stretch",
    "A y of a different shape is stretched by broadcasting: a column against a row makes a table of differences."
    " Compare the two shapes, and raise a ValueError that names both.",
    ("slope = 2 * _miss(X @ W, y)  # (batch, outputs), of an example's loss by its predictions\n", ""),
    (
        "return X.T @ slope / X.shape[0]  # (inputs, outputs)",
        "return 2 * X.T @ (X @ W - y) / X.shape[0]  # (inputs, outputs)",
    ),
)

edit(
    "reshapes_y",
    "A y of a different shape is reshaped to fit. That hides a fault of the caller and may pair the wrong numbers:"
    " compare the two shapes, and raise a ValueError that names both.",
    ("2 * _miss(X @ W, y)", "X @ W"),
    (
        "return X.T @ slope / X.shape[0]  # (inputs, outputs)",
        "return 2 * X.T @ (slope - array_namespace(X).reshape(y, slope.shape)) / X.shape[0]  # (inputs, outputs)",
    ),
)


@mistake(
    "mse_gradient",
    "The dtype changes on the way. Work in the dtype of the weights: float32 in, float32 out.",
)
def loses_the_dtype(W, X, y):
    xp = array_namespace(X)
    return 2 * xp.astype(X.T, xp.float64) @ xp.astype(_check(X @ W, y), xp.float64) / X.shape[0]


both(
    "sums_over_the_batch",
    "forgets_the_two",
    "Two things: the result is not divided by N, and the factor 2 is missing. Begin with N: the loss is the mean"
    " over the batch, so its gradient is a mean too. The slope of e² is 2 e.",
)

both(
    "turns_the_error_round",
    "forgets_the_two",
    "Two things: the error is y minus the prediction, and the factor 2 is missing. Begin with the sign: the error"
    " is the prediction minus y. The slope of e² is 2 e.",
)

edit(
    "divides_by_all_entries_and_forgets_the_two",
    "Two things: it divides by the number of all predictions, and the factor 2 is missing. Begin with the mean:"
    " it is over the batch alone, so divide by the number of rows.",
    (
        "return X.T @ slope / X.shape[0]  # (inputs, outputs)",
        "error = X @ W - y\n"
        "return X.T @ error / (error.shape[0] * (error.shape[1] if error.ndim > 1 else 1))  # (inputs, "
        "outputs)",
    ),
)

edit(
    "asserts_the_shape",
    "assert raises an AssertionError, and Python skips it when it runs with -O. Raise a ValueError instead.",
    ("slope = 2 * _miss(X @ W, y)", "assert (X @ W).shape == y.shape"),
    (
        "return X.T @ slope / X.shape[0]  # (inputs, outputs)",
        "return 2 * X.T @ (X @ W - y) / X.shape[0]  # (inputs, outputs)",
    ),
)

generics(
    "mse_gradient",
    passes_through_float32="The numbers pass through float32, which keeps about 7 digits. Stay in the dtype of the"
    " weights.",
)


# ------------------------------------------------------------------ logistic

edit(
    "sums_the_cross_entropies",
    "The result is not divided by N. The loss is the mean over the batch, and so is its gradient.",
    ("return X.T @ slope / X.shape[0]  # (inputs,)", "return X.T @ slope  # (inputs,)"),
)


@mistake(
    "logistic_gradient",
    "Two things: the result is not divided by N, and the slope of the sigmoid, p (1 - p), is one factor too many."
    " Begin with the factor: in the cross-entropy the slope of the logarithm cancels it.",
)
def sums_and_keeps_the_slope_of_the_sigmoid(w, X, y):
    p = _sigmoid(X @ w)
    return X.T @ (_surprise(w, X, y) * p * (1 - p))


edit(
    "asserts_the_shape_of_the_labels",
    "assert raises an AssertionError, and Python skips it when it runs with -O. Raise a ValueError instead.",
    (
        "slope = _miss(p, y)",
        "assert z.shape == y.shape\n"
        "if z.shape != y.shape:\n"
        "    raise ValueError(f'{tuple(z.shape)}, {tuple(y.shape)}')\n"
        "slope = 0.5 + 0.5 * xp.tanh(0.5 * z) - y",
    ),
)


@mistake(
    "logistic_gradient",
    "The numbers pass through float32, which keeps about 7 digits. Stay in the dtype of the weights.",
)
def passes_the_scores_through_float32(w, X, y):
    xp = array_namespace(X)
    w32, X32, y32 = (xp.astype(a, xp.float32) for a in (w, X, y))
    return xp.astype(X32.T @ _surprise(w32, X32, y32) / X.shape[0], w.dtype)


edit(
    "keeps_the_two_of_the_square",
    "There is no factor 2 here. It comes from a square, and the cross-entropy has none: its slope with respect to z"
    " is p - y.",
    ("_miss(p, y)", "2 * _miss(p, y)"),
)

edit(
    "turns_the_surprise_round",
    "The sign is the wrong way round. The slope with respect to z is p - y; with y - p, a step against it would"
    " make the loss grow.",
    ("_miss(p, y)", "_miss(y, p)"),
)

edit(
    "divides_the_surprise_by_the_inputs",
    "It divides by the number of inputs. The mean is over the examples, the rows of X: divide by X.shape[0].",
    ("return X.T @ slope / X.shape[0]  # (inputs,)", "return X.T @ slope / X.shape[1]  # (inputs,)"),
)

edit(
    "overflows",
    "exp(z) overflows for a large z, and infinity over infinity is NaN. Never give exp an argument above 0: 1 /"
    " (1 + exp(-z)) where z is positive, exp(z) / (1 + exp(z)) elsewhere.",
    ("_miss(p, y)", "_miss(xp.exp(z) / (1 + xp.exp(z)), y)"),
)


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


edit(
    "clips_the_probability",
    "The probability is clipped, so that nothing is divided by 0. That changes the gradient where the model is"
    " sure, and p - y divides by nothing: leave it out.",
    ("_miss(p, y)", "_miss(xp.clip(0.5 + 0.5 * xp.tanh(0.5 * z), 1e-7, 1 - 1e-7), y)"),
)

edit(
    "clips_the_probability_a_little",
    "The probability is clipped to 1e-12 from 0 and 1, as one does before a logarithm. That changes the gradient"
    " where the model is sure, and p - y has no logarithm: leave it out.",
    ("_miss(p, y)", "_miss(xp.clip(0.5 + 0.5 * xp.tanh(0.5 * z), 1e-12, 1 - 1e-12), y)"),
)

edit(
    "clips_z_at_thirty",
    "z is clipped at 30 before exp, and that changes p where the model is sure. If exp never gets a positive"
    " argument, you need no clipping.",
    ("_miss(p, y)", "_miss(1 / (1 + xp.exp(-xp.clip(z, -30.0, 30.0))), y)"),
)


@mistake(
    "logistic_gradient",
    "The labels are rounded to 0 or 1. A label between them says how sure the model should be: take y as it is.",
)
def rounds_the_labels(w, X, y):
    z, xp = X @ w, array_namespace(X)
    _check(z, y)
    return X.T @ (_sigmoid(z) - xp.astype(y > 0.5, y.dtype)) / X.shape[0]


edit(
    "clips_z",
    "z is clipped at 15 before exp, and that changes p where the model is sure. If exp never gets a positive"
    " argument, you need no clipping.",
    ("_miss(p, y)", "_miss(0.5 + 0.5 * xp.tanh(0.5 * xp.clip(z, -15.0, 15.0)), y)"),
)

edit(
    "forgets_the_sigmoid",
    "The sigmoid is missing. z is a score of any size; compare the label with p = sigmoid(z).",
    ("_miss(p, y)", "_miss(z, y)"),
)


@mistake(
    "logistic_gradient",
    "The slope of the sigmoid, p (1 - p), is one factor too many: it belongs to the squared error. In the cross-"
    " entropy the slope of the logarithm cancels it, so a model that is wrong and sure still learns.",
)
def keeps_the_slope_of_the_sigmoid(w, X, y):
    p = _sigmoid(X @ w)
    return X.T @ (_surprise(w, X, y) * p * (1 - p)) / X.shape[0]


edit(
    "rounds_the_probability",
    "The prediction is rounded to 0 or 1 first, as in the perceptron. The gradient needs the probability itself.",
    (
        "return X.T @ slope / X.shape[0]  # (inputs,)",
        "return X.T @ (xp.where(z > 0, 1 + 0 * z, 0 * z) - y) / X.shape[0]  # (inputs,)",
    ),
)

edit(
    "turns_the_sigmoid_round",
    "That is the sigmoid of -z. It is 1 / (1 + exp(-z)), with a minus in the exponent.",
    ("_miss(p, y)", "_miss(0.5 + 0.5 * xp.tanh(0.5 * -z), y)"),
)


@mistake(
    "logistic_gradient",
    "That formula is for labels -1 and 1. Here they are 0 and 1, and the slope with respect to z is p - y.",
)
def expects_labels_of_minus_one(w, X, y):
    z = X @ w
    _check(z, y)
    return X.T @ (-y * _sigmoid(-y * z)) / X.shape[0]


edit(
    "takes_the_softmax",
    "Softmax over the batch makes the examples compete. Each has a probability of its own: use the sigmoid.",
    ("_miss(p, y)", "_miss(xp.exp(z - xp.max(z)) / xp.sum(xp.exp(z - xp.max(z))), y)"),
)

edit(
    "stops_at_the_scores",
    "That is the slope with respect to z, one number for each example. When a weight changes, z changes by that"
    " times the input: multiply by X transposed.",
    ("return X.T @ slope / X.shape[0]  # (inputs,)", "return slope / X.shape[0]  # (inputs,)"),
)

edit(
    "forgets_to_transpose_the_inputs",
    "X is not transposed. Weight i was multiplied by input i of every example, so its gradient is a sum over the"
    " batch: X.T @ (p - y). With as many inputs as examples, the shape does not show the fault.",
    ("return X.T @ slope / X.shape[0]  # (inputs,)", "return X @ slope / X.shape[0]  # (inputs,)"),
)

edit(
    "keeps_the_surprises_apart",
    "Each example has a gradient of its own here. Average them over the batch: the result has the shape of w.",
    (
        "return X.T @ slope / X.shape[0]  # (inputs,)",
        "return X * (0.5 + 0.5 * xp.tanh(0.5 * z) - y)[:, None]  # (inputs,)",
    ),
)

edit(
    "lets_labels_stretch",
    "A y of a different shape is stretched by broadcasting: a column against a row makes a table of differences."
    " Compare the two shapes, and raise a ValueError that names both.",
    ("_miss(p, y)", "0.5 + 0.5 * xp.tanh(0.5 * z) - y"),
)

edit(
    "reshapes_labels",
    "A y of a different shape is reshaped to fit. That hides a fault of the caller: compare the two shapes, and raise"
    " a ValueError that names both.",
    ("_miss(p, y)", "0.5 + 0.5 * xp.tanh(0.5 * z) - xp.reshape(y, z.shape)"),
)

edit(
    "loses_the_dtype_of_the_weights",
    "The dtype changes on the way. Work in the dtype of the weights: float32 in, float32 out.",
    (
        "return X.T @ slope / X.shape[0]  # (inputs,)",
        "return xp.astype(X.T, xp.float64) @ xp.astype(0.5 + 0.5 * xp.tanh(0.5 * z) - y, xp.float64) / "
        "X.shape[0]  # (inputs,)",
    ),
)

both(
    "sums_the_cross_entropies",
    "turns_the_surprise_round",
    "Two things: the result is not divided by N, and its sign is the wrong way round. Begin with the sign: the"
    " slope with respect to z is p - y.",
)
