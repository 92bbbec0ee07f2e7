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


@mistake("mse_gradient", "The sum over the batch is not divided by N. The loss is a mean, and so is its gradient.")
def sums_over_the_batch(W, X, y):
    return 2 * X.T @ _check(X @ W, y)


@mistake("mse_gradient", "The factor 2 is missing: the slope of a square e² is 2 e.")
def forgets_the_two(W, X, y):
    return X.T @ _check(X @ W, y) / X.shape[0]


@mistake(
    "mse_gradient",
    "It divides by the number of all entries, as torch's mse_loss does. Here the mean is over the batch alone, and an"
    " example with several outputs adds its errors up: divide by the number of rows.",
)
def divides_by_all_entries(W, X, y):
    error = _check(X @ W, y)
    return 2 * X.T @ error / (error.shape[0] * (error.shape[1] if error.ndim > 1 else 1))


@mistake(
    "mse_gradient",
    "It divides by the number of inputs. The mean is over the examples, and these are the rows of X: X.shape[0].",
)
def divides_by_the_inputs(W, X, y):
    return 2 * X.T @ _check(X @ W, y) / X.shape[1]


@mistake(
    "mse_gradient",
    "The sign is turned round: the error is the prediction minus y. With y minus the prediction a step against the"
    " gradient would make the loss grow.",
)
def turns_the_error_round(W, X, y):
    return -2 * X.T @ _check(X @ W, y) / X.shape[0]


@mistake(
    "mse_gradient",
    "X is not transposed. The weight in row i met input i of every example, so its gradient sums over the batch:"
    " X.T @ error. Where batch and inputs are equally many, the shape does not tell.",
)
def forgets_to_transpose(W, X, y):
    return 2 * X @ _check(X @ W, y) / X.shape[0]


@mistake(
    "mse_gradient",
    "The gradient is transposed: it has the shape of W, (inputs, outputs), and here the outputs come first.",
)
def puts_the_outputs_first(W, X, y):
    return 2 * _check(X @ W, y).T @ X / X.shape[0]


@mistake(
    "mse_gradient",
    "That is the gradient by the inputs X, error times W transposed. The weights are what is trained: by W it is X"
    " transposed times the error.",
)
def differentiates_by_the_inputs(W, X, y):
    error = _check(X @ W, y)
    return 2 * (error @ W.T if W.ndim > 1 else error[:, None] * W) / X.shape[0]


@mistake(
    "mse_gradient",
    "That is the slope by the predictions. The chain rule goes on from there: a prediction moves with a weight by the"
    " input that it multiplies, so X transposed is still to come.",
)
def stops_at_the_predictions(W, X, y):
    return 2 * _check(X @ W, y) / X.shape[0]


@mistake("mse_gradient", "That is the loss. Asked for is its gradient, one number for each weight.")
def returns_the_loss(W, X, y):
    return array_namespace(X).sum(_check(X @ W, y) ** 2) / X.shape[0]


@mistake(
    "mse_gradient",
    "The error enters by its sign alone, as for the mean absolute error. The slope of a square grows with the error.",
)
def takes_the_sign_of_the_error(W, X, y):
    return X.T @ array_namespace(X).sign(_check(X @ W, y)) / X.shape[0]


@mistake(
    "mse_gradient",
    "The examples' errors are averaged before they meet their inputs. Each error belongs to its own row of X: multiply"
    " first, then average.",
)
def averages_the_errors_first(W, X, y):
    xp = array_namespace(X)
    error, inputs = 2 * xp.mean(_check(X @ W, y), axis=0), xp.mean(X, axis=0)
    return inputs[:, None] * error if W.ndim > 1 else inputs * error


@mistake("mse_gradient", "That is the gradient of the root of the mean squared error. The loss has no root.")
def takes_the_root(W, X, y):
    xp, error = array_namespace(X), _check(X @ W, y)
    root = xp.sqrt(xp.sum(error**2) / X.shape[0])
    return X.T @ error / X.shape[0] / xp.where(root > 0, root, 1 + 0 * root)


@mistake(
    "mse_gradient",
    "Each example has a gradient of its own here. The loss is their mean over the batch, and its gradient has the shape"
    " of W: the axis of the batch goes.",
)
def keeps_the_examples_apart(W, X, y):
    error = _check(X @ W, y)
    return 2 * (X[:, :, None] * error[:, None, :] if W.ndim > 1 else X * error[:, None])


@mistake(
    "mse_gradient",
    "y has another shape than the prediction and is stretched to fit: a column against a row makes a whole table of"
    " differences. Compare the two shapes and raise a ValueError that names both.",
)
def lets_y_stretch(W, X, y):
    return 2 * X.T @ (X @ W - y) / X.shape[0]


@mistake(
    "mse_gradient",
    "y is reshaped to fit the prediction. That hides a fault of the caller, and pairs wrong numbers where the order"
    " differs: compare the two shapes and raise a ValueError that names both.",
)
def reshapes_y(W, X, y):
    prediction = X @ W
    return 2 * X.T @ (prediction - array_namespace(y).reshape(y, prediction.shape)) / X.shape[0]


@mistake("mse_gradient", "The dtype is lost on the way. Work in that of the weights: float32 in, float32 out.")
def loses_the_dtype(W, X, y):
    xp = array_namespace(X)
    return 2 * xp.astype(X.T, xp.float64) @ xp.astype(_check(X @ W, y), xp.float64) / X.shape[0]


# ------------------------------------------------------------------ logistic


@mistake("logistic_gradient", "The sum over the batch is not divided by N. The loss is a mean, and so is its gradient.")
def sums_the_cross_entropies(w, X, y):
    return X.T @ _surprise(w, X, y)


@mistake(
    "logistic_gradient",
    "There is no factor 2 here: it comes from a square, and the cross-entropy has none. Its slope by z is p - y.",
)
def keeps_the_two_of_the_square(w, X, y):
    return 2 * X.T @ _surprise(w, X, y) / X.shape[0]


@mistake(
    "logistic_gradient",
    "The sign is turned round: the slope by z is p - y. With y - p a step against it would make the loss grow.",
)
def turns_the_surprise_round(w, X, y):
    return -X.T @ _surprise(w, X, y) / X.shape[0]


@mistake(
    "logistic_gradient",
    "It divides by the number of inputs. The mean is over the examples, and these are the rows of X: X.shape[0].",
)
def divides_the_surprise_by_the_inputs(w, X, y):
    return X.T @ _surprise(w, X, y) / X.shape[1]


@mistake(
    "logistic_gradient",
    "exp(z) overflows for a large z, and infinity over infinity is NaN. Give exp an argument of at most 0:"
    " 1 / (1 + exp(-z)) where z is positive, exp(z) / (1 + exp(z)) where it is not.",
)
def overflows(w, X, y):
    z, xp = X @ w, array_namespace(X)
    _check(z, y)
    return X.T @ (xp.exp(z) / (1 + xp.exp(z)) - y) / X.shape[0]


@mistake(
    "logistic_gradient",
    "The logarithm's slope divides by p and by 1 - p, which are 0 where the sigmoid is sure: 0 / 0 is NaN. Simplify the"
    " product with the sigmoid's slope p (1 - p) on paper first: p - y is left.",
)
def divides_by_what_cancels(w, X, y):
    z = X @ w
    _check(z, y)
    p = _sigmoid(z)
    return X.T @ ((-y / p + (1 - y) / (1 - p)) * p * (1 - p)) / X.shape[0]


@mistake(
    "logistic_gradient",
    "The probability is clipped, so that nothing is ever divided by 0. It moves the gradient where the model is sure,"
    " and is not needed: p - y divides by nothing.",
)
def clips_the_probability(w, X, y):
    z = X @ w
    _check(z, y)
    return X.T @ (array_namespace(X).clip(_sigmoid(z), 1e-7, 1 - 1e-7) - y) / X.shape[0]


@mistake(
    "logistic_gradient",
    "The probability is clipped to 1e-12 from 0 and 1, as one does before a logarithm. It moves the gradient where the"
    " model is sure, and is not needed: p - y has no logarithm.",
)
def clips_the_probability_a_little(w, X, y):
    z = X @ w
    _check(z, y)
    return X.T @ (array_namespace(X).clip(_sigmoid(z), 1e-12, 1 - 1e-12) - y) / X.shape[0]


@mistake(
    "logistic_gradient",
    "z is clipped to 30 before exp, which moves p where the model is sure. A sigmoid whose exp gets no positive"
    " argument needs no clipping.",
)
def clips_z_at_thirty(w, X, y):
    z, xp = X @ w, array_namespace(X)
    _check(z, y)
    return X.T @ (1 / (1 + xp.exp(-xp.clip(z, -30.0, 30.0))) - y) / X.shape[0]


@mistake(
    "logistic_gradient",
    "The labels are rounded to 0 or 1. A label between them says how sure one should be: take y as it is.",
)
def rounds_the_labels(w, X, y):
    z, xp = X @ w, array_namespace(X)
    _check(z, y)
    return X.T @ (_sigmoid(z) - xp.astype(y > 0.5, y.dtype)) / X.shape[0]


@mistake(
    "logistic_gradient",
    "z itself is clipped before exp, which moves p where the model is sure. A sigmoid whose exp gets no positive"
    " argument needs no clipping.",
)
def clips_z(w, X, y):
    z = X @ w
    _check(z, y)
    return X.T @ (_sigmoid(array_namespace(X).clip(z, -15.0, 15.0)) - y) / X.shape[0]


@mistake(
    "logistic_gradient",
    "The sigmoid is missing: z is a score of any size, and p = sigmoid(z) is what is compared with the label.",
)
def forgets_the_sigmoid(w, X, y):
    return X.T @ _check(X @ w, y) / X.shape[0]


@mistake(
    "logistic_gradient",
    "The slope of the sigmoid, p (1 - p), is one factor too many: that is the squared error's gradient. In the"
    " cross-entropy the slope of the logarithm cancels it, which is why a classifier that is wrong and sure still"
    " learns.",
)
def keeps_the_slope_of_the_sigmoid(w, X, y):
    p = _sigmoid(X @ w)
    return X.T @ (_surprise(w, X, y) * p * (1 - p)) / X.shape[0]


@mistake(
    "logistic_gradient",
    "The prediction is rounded to 0 or 1 first, as the perceptron does. The gradient needs the probability itself.",
)
def rounds_the_probability(w, X, y):
    z, xp = X @ w, array_namespace(X)
    _check(z, y)
    return X.T @ (xp.where(z > 0, 1 + 0 * z, 0 * z) - y) / X.shape[0]


@mistake("logistic_gradient", "That is the sigmoid of -z: the exponent is negative, 1 / (1 + exp(-z)).")
def turns_the_sigmoid_round(w, X, y):
    z = X @ w
    _check(z, y)
    return X.T @ (_sigmoid(-z) - y) / X.shape[0]


@mistake(
    "logistic_gradient",
    "The formula is that for labels of -1 and 1. Here they are 0 and 1, and the slope by z is p - y.",
)
def expects_labels_of_minus_one(w, X, y):
    z = X @ w
    _check(z, y)
    return X.T @ (-y * _sigmoid(-y * z)) / X.shape[0]


@mistake(
    "logistic_gradient",
    "Softmax over the batch makes the examples compete. Each has a probability of its own: the sigmoid.",
)
def takes_the_softmax(w, X, y):
    z, xp = X @ w, array_namespace(X)
    _check(z, y)
    e = xp.exp(z - xp.max(z))
    return X.T @ (e / xp.sum(e) - y) / X.shape[0]


@mistake(
    "logistic_gradient",
    "That is the slope by z, one number for each example. A weight moves z by the input that it multiplies: X"
    " transposed is still to come.",
)
def stops_at_the_scores(w, X, y):
    return _surprise(w, X, y) / X.shape[0]


@mistake(
    "logistic_gradient",
    "X is not transposed. Weight i met input i of every example, so its gradient sums over the batch: X.T @ (p - y)."
    " Where batch and inputs are equally many, the shape does not tell.",
)
def forgets_to_transpose_the_inputs(w, X, y):
    return X @ _surprise(w, X, y) / X.shape[0]


@mistake(
    "logistic_gradient",
    "Each example has a gradient of its own here. The loss is their mean over the batch, and its gradient has the shape"
    " of w: the axis of the batch goes.",
)
def keeps_the_surprises_apart(w, X, y):
    return X * _surprise(w, X, y)[:, None]


@mistake(
    "logistic_gradient",
    "y has another shape than the prediction and is stretched to fit: a column against a row makes a whole table of"
    " differences. Compare the two shapes and raise a ValueError that names both.",
)
def lets_labels_stretch(w, X, y):
    return X.T @ (_sigmoid(X @ w) - y) / X.shape[0]


@mistake(
    "logistic_gradient",
    "y is reshaped to fit the prediction. That hides a fault of the caller: compare the two shapes and raise a"
    " ValueError that names both.",
)
def reshapes_labels(w, X, y):
    z = X @ w
    return X.T @ (_sigmoid(z) - array_namespace(y).reshape(y, z.shape)) / X.shape[0]


@mistake("logistic_gradient", "The dtype is lost on the way. Work in that of the weights: float32 in, float32 out.")
def loses_the_dtype_of_the_weights(w, X, y):
    xp = array_namespace(X)
    return xp.astype(X.T, xp.float64) @ xp.astype(_surprise(w, X, y), xp.float64) / X.shape[0]
