"""What beginners hand in for linear regression, and what to tell them."""

from dojo import edit, ideas

ideas(
    wrong_axis="goes_over_the_columns_too",
    axis_lost="leaves_the_intercept_among_the_weights returns_a_column",
    sum_for_mean="sums_over_the_rows sums_for_the_intercept sums_for_the_weights sums_without_the_two",
    wrong_factor="forgets_the_two forgets_the_two_for_the_intercept",
    missing_term="has_no_intercept leaves_the_intercept_alone",
    sign="adds_where_it_should_subtract goes_uphill",
    upside_down="returns_weights_of_scaled_columns",
    swapped_arguments="returns_the_intercept_first reads_the_wrong_end",
    off_by_one="takes_one_step_too_many takes_one_step_too_few",
    order_of_steps="adds_the_intercept_later moves_one_after_the_other forgets_the_two_and_moves_one_after_the_other",
    stale_state="computes_the_gradient_once",
    cancellation="solves_the_normal_equations inverts_the_square",
    epsilon="adds_a_small_ridge",
    default_value="descends_on_centred_columns lets_the_rate_decay",
    wrong_initialisation="starts_from_ones",
    wrong_formula="takes_the_mean_for_the_intercept adds_a_ridge returns_the_closed_form",
)

# ----------------------------------------------------------------------------------- closed_form

edit(
    "has_no_intercept",
    "There is no intercept: the line goes through the origin, and the residuals don't add up to 0. Append a column of"
    " ones to X, or measure every column from its mean.",
    ("w, height - xp.sum(centre * w)", "xp.linalg.pinv(X) @ y, y[0] * 0"),
)

edit(
    "adds_the_intercept_later",
    "The slope belongs to a line through the origin, and b is only the mean of its residuals. The two must be best"
    " together: subtract the means first, or append a column of ones.",
    ("w, height - xp.sum(centre * w)", "xp.linalg.pinv(X) @ y, xp.mean(y - X @ (xp.linalg.pinv(X) @ y))"),
)

edit(
    "takes_the_mean_for_the_intercept",
    "b is the mean of y, which is the height of the line above the mean of X, not above 0. Subtract mean(X) @ w.",
    ("height - xp.sum(centre * w)", "height"),
)

edit(
    "adds_where_it_should_subtract",
    "The sign in b is wrong: the line goes through the means, so b = mean(y) - mean(X) @ w.",
    ("height - xp.sum(centre * w)", "height + xp.sum(centre * w)"),
)

edit(
    "solves_the_normal_equations",
    "Where columns are equal or constant, the normal equations cannot be solved, and where they are nearly so, they"
    " lose twice as many digits. Use the pseudoinverse or lstsq of the matrix itself.",
    (
        "return w, height - xp.sum(centre * w)",
        "A = xp.concat([X, xp.ones_like(X[:, :1])], axis=1)\n"
        "both = xp.linalg.solve(A.T @ A, (A.T @ y)[:, None])[:, 0]\n"
        "return both[:-1], both[-1]",
    ),
)

edit(
    "inverts_the_square",
    "The pseudoinverse is that of A.T @ A, whose condition number is the square of A's, so nearly dependent columns"
    " count as equal ones. Take that of A: pinv(A) @ y.",
    (
        "return w, height - xp.sum(centre * w)",
        "A = xp.concat([X, xp.ones_like(X[:, :1])], axis=1)\n"
        "both = xp.linalg.pinv(A.T @ A) @ (A.T @ y)\n"
        "return both[:-1], both[-1]",
    ),
)

edit(
    "adds_a_ridge",
    "A small number is added to the diagonal. That is ridge regression, and no longer the least squares: leave it out,"
    " and use the pseudoinverse where columns are dependent.",
    (
        "return w, height - xp.sum(centre * w)",
        "A = xp.concat([X, xp.ones_like(X[:, :1])], axis=1)\n"
        "both = xp.linalg.solve(A.T @ A + xp.eye(A.shape[1], dtype=A.dtype, device=A.device) * 1e-3, ("
        "A.T @ y)[:, None])[:, 0]\n"
        "return both[:-1], both[-1]",
    ),
)

edit(
    "adds_a_small_ridge",
    "A number as small as 1e-8 is added to the diagonal. It helps where columns are equal, but then the result is no"
    " longer the least squares. Use the pseudoinverse.",
    (
        "return w, height - xp.sum(centre * w)",
        "A = xp.concat([X, xp.ones_like(X[:, :1])], axis=1)\n"
        "both = xp.linalg.solve(A.T @ A + xp.eye(A.shape[1], dtype=A.dtype, device=A.device) * 1e-8, ("
        "A.T @ y)[:, None])[:, 0]\n"
        "return both[:-1], both[-1]",
    ),
)

edit(
    "returns_the_intercept_first",
    "The pair is the wrong way round: the weights come first, then the intercept.",
    (
        "return w, height - xp.sum(centre * w)",
        "both = xp.linalg.pinv(xp.concat([X, xp.ones_like(X[:, :1])], axis=1)) @ y\nreturn both[-1], both[:-1]",
    ),
)

edit(
    "reads_the_wrong_end",
    "The intercept is read at the wrong end. If the column of ones comes first, the first number is b; if it comes"
    " last, the last is.",
    (
        "return w, height - xp.sum(centre * w)",
        "both = xp.linalg.pinv(xp.concat([X, xp.ones_like(X[:, :1])], axis=1)) @ y\nreturn both[1:], both[0]",
    ),
)

edit(
    "leaves_the_intercept_among_the_weights",
    "The intercept is still among the weights. w has the shape (d,), one number for each column of X; b is separate.",
    (
        "return w, height - xp.sum(centre * w)",
        "both = xp.linalg.pinv(xp.concat([X, xp.ones_like(X[:, :1])], axis=1)) @ y\nreturn both, both[-1]",
    ),
)

edit(
    "returns_a_column",
    "The weights are a matrix with one column. y has one axis, and so does w: drop the axis that you added.",
    (
        "return w, height - xp.sum(centre * w)",
        "both = xp.linalg.pinv(xp.concat([X, xp.ones_like(X[:, :1])], axis=1)) @ y[:, None]\n"
        "return both[:-1, :], both[-1, 0]",
    ),
)

edit(
    "returns_weights_of_scaled_columns",
    "The columns are divided by their standard deviation, and the weights belong to these scaled columns. Divide each"
    " weight by the same number, so that it belongs to X as it is.",
    ("X - centre", "(X - centre) / xp.std(X, axis=0)"),
)


# --------------------------------------------------------------------------------------- descend

edit(
    "sums_over_the_rows",
    "The gradients are sums over the rows. The error is a mean: divide by n, or the steps grow with the data and"
    " diverge.",
    ("lr * 2 * xp.mean(X * r[:, None], axis=0)", "lr * (2 * X.T @ r)"),
    ("lr * 2 * xp.mean(r)", "lr * (2 * r.sum())"),
)

edit(
    "forgets_the_two",
    "The factor 2 is missing: the derivative of r**2 is 2 r. The error is the mean of r**2, without a half in front.",
    ("lr * 2 * xp.mean(X * r[:, None], axis=0)", "lr * (2 * xp.mean(X * r[:, None], axis=0) / 2)"),
    ("lr * 2 * xp.mean(r)", "lr * (2 * xp.mean(r) / 2)"),
)

edit(
    "sums_without_the_two",
    "The gradients are sums, and the factor 2 is missing. The error is the mean of r**2, with the gradients"
    " 2 / n * X.T @ r and 2 * mean(r).",
    ("lr * 2 * xp.mean(X * r[:, None], axis=0)", "lr * (X.T @ r)"),
    ("lr * 2 * xp.mean(r)", "lr * r.sum()"),
)

edit(
    "goes_uphill",
    "The steps go uphill. Subtract the gradient of r = X @ w + b - y, or mind the sign if your r is y - (X @ w + b).",
    ("lr * 2 * xp.mean(X * r[:, None], axis=0)", "-lr * (2 * xp.mean(X * r[:, None], axis=0))"),
    ("lr * 2 * xp.mean(r)", "-lr * (2 * xp.mean(r))"),
)

edit(
    "leaves_the_intercept_alone",
    "The intercept never moves. It has a gradient of its own: 2 * mean(r).",
    ("lr * 2 * xp.mean(r)", "lr * (0 * r[0])"),
)

edit(
    "goes_over_the_columns_too",
    "The gradient with respect to w is one number for all weights, because the columns are averaged or added up, too."
    " Each weight has a gradient of its own, so sum over the rows only: axis=0.",
    (
        "w = w - lr * 2 * xp.mean(X * r[:, None], axis=0)",
        "gradient = 2 * xp.mean(X * r[:, None], axis=0)\n"
        "w = w - lr * (0 * gradient + (gradient.mean() if over_columns == 'mean' else gradient.sum()))",
    ),
    over_columns=("mean", "sum"),
)

edit(
    "sums_for_the_intercept",
    "The gradient with respect to b is a sum over the rows, while that with respect to w is a mean. Use the mean for"
    " both.",
    ("lr * 2 * xp.mean(r)", "lr * (2 * r.sum())"),
)

edit(
    "sums_for_the_weights",
    "The gradient with respect to w is a sum over the rows, while that with respect to b is a mean. Use the mean for"
    " both.",
    ("lr * 2 * xp.mean(X * r[:, None], axis=0)", "lr * (2 * X.T @ r)"),
)

edit(
    "forgets_the_two_for_the_intercept",
    "The factor 2 is missing in only one of the gradients, the one with respect to b. Both are derivatives of the mean"
    " of r**2.",
    ("lr * 2 * xp.mean(r)", "lr * (2 * xp.mean(r) / 2)"),
)

edit(
    "moves_one_after_the_other",
    "The gradient with respect to b is taken after w has moved. Both belong to the same point: compute r once in a"
    " step, then move w and b.",
    ("lr * 2 * xp.mean(r)", "lr * (2 * xp.mean(X @ w + b - y))"),
)

edit(
    "starts_from_ones",
    "It starts from ones. Start from zeros, so that with 0 steps the result is zeros.",
    ("xp.zeros_like(X[0, :]), xp.zeros_like(y[0])", "X[0, :] * 0 + 1.0, y[0] * 0 + 1.0"),
)

edit(
    "takes_one_step_too_many",
    "It takes one step too many. It should take `steps` of them, and none for steps = 0.",
    ("range(steps)", "range(steps + 1)"),
)

edit(
    "takes_one_step_too_few",
    "It takes one step too few: the first one counts, too.",
    ("range(steps)", "range(steps - 1)"),
)

edit(
    "computes_the_gradient_once",
    "The gradient is computed once, before the loop. It changes with every step: compute r again in each.",
    (
        "for _ in range(steps):\n"
        "    r = X @ w + b - y  # (n,)\n"
        "    w = w - lr * 2 * xp.mean(X * r[:, None], axis=0)\n"
        "    b = b - lr * 2 * xp.mean(r)\n",
        "",
    ),
    (
        "return w, b",
        "return w - steps * lr * (2 * xp.mean(X * (-y)[:, None], axis=0)), b - steps * lr * (2 * xp.mean(-y))",
    ),
)

edit(
    "descends_on_centred_columns",
    "The columns are scaled or shifted before the descent, so the weights belong to other columns, and the steps"
    " differ. Descend on X as it is.",
    (
        "lr * 2 * xp.mean(X * r[:, None], axis=0)",
        "lr * (2 * xp.mean((X - xp.mean(X, axis=0)) * ((X - xp.mean(X, axis=0)) @ w + b - y)[:, None], axis=0))",
    ),
    ("lr * 2 * xp.mean(r)", "lr * (2 * xp.mean((X - xp.mean(X, axis=0)) @ w + b - y))"),
)

edit(
    "returns_the_closed_form",
    "This is not descent, but the closed form again. Take `steps` steps from zeros, however few they are.",
    (
        "for _ in range(steps):\n"
        "    r = X @ w + b - y  # (n,)\n"
        "    w = w - lr * 2 * xp.mean(X * r[:, None], axis=0)\n"
        "    b = b - lr * 2 * xp.mean(r)",
        "both = xp.linalg.pinv(xp.concat([X, xp.ones_like(X[:, :1])], axis=1)) @ y",
    ),
    ("return w, b", "return both[:-1], both[-1]"),
)

edit(
    "lets_the_rate_decay",
    "The learning rate shrinks with the steps. Every step uses lr as it is given.",
    ("for _ in range(steps):", "for step in range(steps):"),
    ("lr * 2 * xp.mean(X * r[:, None], axis=0)", "lr / (1 + step) * (2 * xp.mean(X * r[:, None], axis=0))"),
    ("lr * 2 * xp.mean(r)", "lr / (1 + step) * (2 * xp.mean(r))"),
)


# ------------------------------------------------- two faults at once: the words are for the one to repair first

edit(
    "forgets_the_two_and_moves_one_after_the_other",
    "The factor 2 is missing: the derivative of r**2 is 2 r. And the gradient with respect to b is taken after w"
    " has moved: both must be taken at the same w and b.",
    ("lr * 2 * xp.mean(X * r[:, None], axis=0)", "lr * (2 * xp.mean(X * (X @ w + b - y)[:, None], axis=0)) / 2"),
    ("lr * 2 * xp.mean(r)", "lr * (2 * xp.mean(X @ w + b - y)) / 2"),
)
