"""What beginners hand in for linear regression, and what to tell them."""

from array_api_compat import array_namespace

from dojo import mistake


def _with_ones(X):
    xp = array_namespace(X)
    return xp.concat([X, xp.ones_like(X[:, :1])], axis=1)


def _least_squares(A, y):
    return array_namespace(A).linalg.pinv(A) @ y


# ----------------------------------------------------------------------------------- closed_form


@mistake(
    "closed_form",
    "There is no intercept: the line goes through the origin, and the residuals don't add up to 0. Append a column of"
    " ones to X, or measure every column from its mean.",
)
def has_no_intercept(X, y):
    return _least_squares(X, y), y[0] * 0


@mistake(
    "closed_form",
    "The slope belongs to a line through the origin; b is only the mean of what it leaves over. Both are to be best"
    " together: subtract the means first, or append a column of ones.",
)
def adds_the_intercept_later(X, y):
    xp = array_namespace(X)
    w = _least_squares(X, y)
    return w, xp.mean(y - X @ w)


@mistake(
    "closed_form",
    "b is the mean of y. That is the height of the line above the mean of X, not above 0: subtract mean(X) @ w.",
)
def takes_the_mean_for_the_intercept(X, y):
    xp = array_namespace(X)
    return _least_squares(X - xp.mean(X, axis=0), y - xp.mean(y)), xp.mean(y)


@mistake(
    "closed_form",
    "The sign in b is wrong: the line goes through the means, so b = mean(y) - mean(X) @ w.",
)
def adds_where_it_should_subtract(X, y):
    xp = array_namespace(X)
    centre = xp.mean(X, axis=0)
    w = _least_squares(X - centre, y - xp.mean(y))
    return w, xp.mean(y) + xp.sum(centre * w)


@mistake(
    "closed_form",
    "The normal equations have no solution to compute where columns are equal or constant, and where they are nearly so"
    " they lose twice the digits. Use the pseudoinverse or lstsq of the matrix itself.",
)
def solves_the_normal_equations(X, y):
    xp = array_namespace(X)
    A = _with_ones(X)
    both = xp.linalg.solve(A.T @ A, (A.T @ y)[:, None])[:, 0]
    return both[:-1], both[-1]


@mistake(
    "closed_form",
    "The pseudoinverse is taken of A.T @ A, whose condition number is the square of A's: nearly dependent columns count"
    " as equal ones. Take that of A: pinv(A) @ y.",
)
def inverts_the_square(X, y):
    xp = array_namespace(X)
    A = _with_ones(X)
    both = xp.linalg.pinv(A.T @ A) @ (A.T @ y)
    return both[:-1], both[-1]


@mistake(
    "closed_form",
    "A small number is added to the diagonal. That is ridge regression, and no longer the least squares: leave it out,"
    " and use the pseudoinverse where columns are dependent.",
)
def adds_a_ridge(X, y):
    xp = array_namespace(X)
    A = _with_ones(X)
    ridge = xp.eye(A.shape[1], dtype=A.dtype, device=A.device) * 1e-3
    both = xp.linalg.solve(A.T @ A + ridge, (A.T @ y)[:, None])[:, 0]
    return both[:-1], both[-1]


@mistake(
    "closed_form",
    "A number as small as 1e-8 is added to the diagonal. It helps where columns are equal, but then the result is no"
    " longer the least squares. Use the pseudoinverse.",
)
def adds_a_small_ridge(X, y):
    xp = array_namespace(X)
    A = _with_ones(X)
    ridge = xp.eye(A.shape[1], dtype=A.dtype, device=A.device) * 1e-8
    both = xp.linalg.solve(A.T @ A + ridge, (A.T @ y)[:, None])[:, 0]
    return both[:-1], both[-1]


@mistake(
    "closed_form",
    "The pair is the wrong way round: the weights come first, then the intercept.",
)
def returns_the_intercept_first(X, y):
    both = _least_squares(_with_ones(X), y)
    return both[-1], both[:-1]


@mistake(
    "closed_form",
    "The intercept is read at the wrong end. If the column of ones stands first, the first number is b; if it stands"
    " last, the last is.",
)
def reads_the_wrong_end(X, y):
    both = _least_squares(_with_ones(X), y)
    return both[1:], both[0]


@mistake(
    "closed_form",
    "The intercept is still among the weights. w has the shape (d,), one number for each column of X; b comes apart.",
)
def leaves_the_intercept_among_the_weights(X, y):
    both = _least_squares(_with_ones(X), y)
    return both, both[-1]


@mistake(
    "closed_form",
    "The weights are a matrix with one column. y has one axis, and so has w: drop the axis that you added.",
)
def returns_a_column(X, y):
    both = _least_squares(_with_ones(X), y[:, None])
    return both[:-1, :], both[-1, 0]


@mistake(
    "closed_form",
    "The columns are divided by their standard deviation, and the weights belong to these. Divide each weight by the"
    " same number, so that it belongs to X as it is.",
)
def returns_weights_of_scaled_columns(X, y):
    xp = array_namespace(X)
    centre, spread = xp.mean(X, axis=0), xp.std(X, axis=0)
    w = _least_squares((X - centre) / spread, y - xp.mean(y))
    return w, xp.mean(y) - xp.sum(centre * w)


# --------------------------------------------------------------------------------------- descend


def _descend(X, y, lr, steps, by_w, by_b, start=0.0):
    w, b = X[0, :] * 0 + start, y[0] * 0 + start
    for _ in range(steps):
        r = X @ w + b - y
        w, b = w - lr * by_w(X, r), b - lr * by_b(X, r)
    return w, b


def _mean_w(X, r):
    return 2 * array_namespace(X).mean(X * r[:, None], axis=0)


def _mean_b(X, r):
    return 2 * array_namespace(X).mean(r)


@mistake(
    "descend",
    "The gradients are sums over the rows. The error is a mean: divide by n, or the steps grow with the data and"
    " diverge.",
)
def sums_over_the_rows(X, y, lr, steps):
    return _descend(X, y, lr, steps, lambda X, r: 2 * X.T @ r, lambda X, r: 2 * r.sum())


@mistake(
    "descend",
    "The factor 2 is missing: the derivative of r**2 is 2 r. The error is the mean of r**2, without a half in front.",
)
def forgets_the_two(X, y, lr, steps):
    return _descend(X, y, lr, steps, lambda X, r: _mean_w(X, r) / 2, lambda X, r: _mean_b(X, r) / 2)


@mistake(
    "descend",
    "The gradients are sums, and the factor 2 is missing. The error is the mean of r**2, with the gradients"
    " 2 / n * X.T @ r and 2 * mean(r).",
)
def sums_without_the_two(X, y, lr, steps):
    return _descend(X, y, lr, steps, lambda X, r: X.T @ r, lambda X, r: r.sum())


@mistake(
    "descend",
    "The steps go uphill. Subtract the gradient of r = X @ w + b - y, or mind the sign if your r is y - (X @ w + b).",
)
def goes_uphill(X, y, lr, steps):
    return _descend(X, y, -lr, steps, _mean_w, _mean_b)


@mistake(
    "descend",
    "The intercept never moves. It has a gradient of its own: 2 * mean(r).",
)
def leaves_the_intercept_alone(X, y, lr, steps):
    return _descend(X, y, lr, steps, _mean_w, lambda X, r: 0 * r[0])


@mistake(
    "descend",
    "The gradient by w is one number for all weights: the columns are averaged, or added up, as well. Each weight has a"
    " gradient of its own: go over the rows alone, axis=0.",
    over_columns=("mean", "sum"),
)
def goes_over_the_columns_too(X, y, lr, steps, *, over_columns):
    def by_w(X, r):
        gradient = _mean_w(X, r)
        return 0 * gradient + (gradient.mean() if over_columns == "mean" else gradient.sum())

    return _descend(X, y, lr, steps, by_w, _mean_b)


@mistake(
    "descend",
    "The gradient by b is a sum over the rows, that by w a mean. Take the mean for both.",
)
def sums_for_the_intercept(X, y, lr, steps):
    return _descend(X, y, lr, steps, _mean_w, lambda X, r: 2 * r.sum())


@mistake(
    "descend",
    "The gradient by w is a sum over the rows, that by b a mean. Take the mean for both.",
)
def sums_for_the_weights(X, y, lr, steps):
    return _descend(X, y, lr, steps, lambda X, r: 2 * X.T @ r, _mean_b)


@mistake(
    "descend",
    "The factor 2 is missing in one of the gradients alone, that by b. Both are derivatives of the mean of r**2.",
)
def forgets_the_two_for_the_intercept(X, y, lr, steps):
    return _descend(X, y, lr, steps, _mean_w, lambda X, r: _mean_b(X, r) / 2)


@mistake(
    "descend",
    "The gradient by b is taken after w has moved. Both belong to the same point: compute r once in a step, then move w"
    " and b.",
)
def moves_one_after_the_other(X, y, lr, steps):
    w, b = X[0, :] * 0, y[0] * 0
    for _ in range(steps):
        w = w - lr * _mean_w(X, X @ w + b - y)
        b = b - lr * _mean_b(X, X @ w + b - y)
    return w, b


@mistake("descend", "It starts from ones. Start from zeros: with 0 steps, zeros come back.")
def starts_from_ones(X, y, lr, steps):
    return _descend(X, y, lr, steps, _mean_w, _mean_b, start=1.0)


@mistake("descend", "It takes one step too many: `steps` of them, and none for steps = 0.")
def takes_one_step_too_many(X, y, lr, steps):
    return _descend(X, y, lr, steps + 1, _mean_w, _mean_b)


@mistake("descend", "It takes one step too few: the first one counts as well.")
def takes_one_step_too_few(X, y, lr, steps):
    return _descend(X, y, lr, steps - 1, _mean_w, _mean_b)


@mistake(
    "descend",
    "The gradient is computed once, before the loop. It changes with every step: compute r again in each.",
)
def computes_the_gradient_once(X, y, lr, steps):
    w, b = X[0, :] * 0, y[0] * 0
    return w - steps * lr * _mean_w(X, -y), b - steps * lr * _mean_b(X, -y)


@mistake(
    "descend",
    "The columns are scaled or shifted before the descent. The weights then belong to other columns, and the steps are"
    " others: descend on X as it is.",
)
def descends_on_centred_columns(X, y, lr, steps):
    return _descend(X - array_namespace(X).mean(X, axis=0), y, lr, steps, _mean_w, _mean_b)


@mistake(
    "descend",
    "This is not descent: it is the closed form again. Take `steps` steps from zeros, however few they are.",
)
def returns_the_closed_form(X, y, lr, steps):
    both = _least_squares(_with_ones(X), y)
    return both[:-1], both[-1]


@mistake(
    "descend",
    "The learning rate shrinks with the steps. Every step uses lr as it is given.",
)
def lets_the_rate_decay(X, y, lr, steps):
    w, b = X[0, :] * 0, y[0] * 0
    for step in range(steps):
        r = X @ w + b - y
        w, b = w - lr / (1 + step) * _mean_w(X, r), b - lr / (1 + step) * _mean_b(X, r)
    return w, b


# ------------------------------------------------- two faults at once: the words are for the one to repair first


@mistake(
    "descend",
    "The factor 2 is missing: the derivative of r**2 is 2 r. After that: the gradient by b is taken after w has moved,"
    " where both belong to the same w and b.",
)
def forgets_the_two_and_moves_one_after_the_other(X, y, lr, steps):
    w, b = X[0, :] * 0, y[0] * 0
    for _ in range(steps):
        w = w - lr * _mean_w(X, X @ w + b - y) / 2
        b = b - lr * _mean_b(X, X @ w + b - y) / 2
    return w, b
