"""What beginners hand in for covariance and correlation, and what to tell them."""

from array_api_compat import array_namespace

from dojo import edit, generics, ideas, mistake

ideas(
    wrong_axis="centres_the_rows",
    axis_lost="squeezes_a_single_feature",
    whole_for_slice="centres_by_one_mean",
    sum_for_mean="sums_the_products",
    wrong_divisor=(
        "divides_by_the_columns gives_the_slope gives_the_covariance divides_by_the_largest mixes_two_ddofs "
        "mixes_two_ddofs_the_other_way gives_the_correlation"
    ),
    root_or_square="divides_by_the_variances gives_the_square",
    missing_term="forgets_to_centre forgets_to_centre_and_divides_by_n gives_the_products gives_the_cosine",
    sign="divides_by_n_plus_ddof loses_the_sign",
    transposed="lets_columns_observe lets_columns_observe_too lets_columns_observe_and_divides_by_n",
    writes_into_input="centres_in_place standardises_in_place",
    cancellation="subtracts_the_product_of_means subtracts_the_product_of_means_and_divides_by_n",
    epsilon="adds_a_small_number",
    nan_hidden="lets_nan_into_the_gradient gives_zero_for_a_constant fills_the_diagonal",
    wrong_exception="lets_python_divide_by_zero",
    silent_error="divides_by_zero lets_a_single_row_through",
    refuses_what_is_allowed="wants_two_rows",
    default_value="has_another_default divides_by_n divides_by_n_minus_one",
    partial_case="gives_the_variances leaves_out_the_pairs fills_one_half",
    wrong_formula="takes_the_first_row_for_the_mean",
    what_counts_as_zero="takes_little_for_nothing",
)


def _check(x, ddof=1):
    if x.shape[0] <= ddof:
        raise ValueError(f"{x.shape[0]} rows, ddof={ddof}")


def _products(x, y=None):
    """The sums of the products of columns."""
    return array_namespace(x).matrix_transpose(x) @ (x if y is None else y)


def _centred(x):
    return x - array_namespace(x).mean(x, axis=0)


def _std(C):
    xp = array_namespace(C)
    return xp.sqrt(xp.linalg.diagonal(C))


edit(
    "has_another_default",
    "By default this divides by n. The default of ddof is 1: the rows are a sample.",
    ("def covariance(x, ddof=1):", "def covariance(x, ddof=0):"),
)

edit(
    "divides_by_n",
    "This divides by n for every ddof. Subtract ddof from the number of rows: n - 1 makes up for the mean, which"
    " comes from the same rows.",
    ("n - ddof", "n - 0"),
)

edit(
    "divides_by_n_minus_one",
    "This divides by n - 1 for every ddof. Divide by n - ddof. Use ddof=0 when the rows are the complete population.",
    ("n - ddof", "max(n - 1, 1)"),
)

edit(
    "divides_by_n_plus_ddof",
    "ddof is added to the number of rows. Subtract it: n - ddof.",
    (
        "xp.matrix_transpose(centred) @ centred / (n - ddof)",
        "xp.matrix_transpose(centred) @ centred / (n - 0) * (n / (n + ddof))",
    ),
)

edit(
    "divides_by_the_columns",
    "This divides by the number of columns. The mean is over the observations, and they are the rows: divide by n -"
    " ddof.",
    ("n - ddof", "max(x.shape[1] - ddof, 0.5)"),
)

edit(
    "sums_the_products",
    "The products are added up but never divided. A covariance is their mean: divide by n - ddof.",
    ("xp.matrix_transpose(centred) @ centred / (n - ddof)", "xp.matrix_transpose(centred) @ centred"),
)

edit(
    "forgets_to_centre",
    "The columns are not centred. First subtract from each column its mean: a covariance is about deviations.",
    ("x - xp.mean(x, axis=0)", "x"),
)

edit(
    "centres_the_rows",
    "The mean of each row is subtracted. Rows are observations and columns are features, so each column has a mean:"
    " axis=0.",
    ("xp.mean(x, axis=0)", "xp.mean(x, axis=1, keepdims=True)"),
)

edit(
    "centres_by_one_mean",
    "The mean of the entire array is subtracted. Each column has its own mean: axis=0.",
    ("xp.mean(x, axis=0)", "xp.mean(x)"),
)

edit(
    "takes_the_first_row_for_the_mean",
    "The first row is subtracted, and the means are not. That shift changes no covariance, but it does not centre:"
    " subtract the mean of each column.",
    ("xp.mean(x, axis=0)", "x[:1, :]"),
)

edit(
    "lets_columns_observe",
    "Each column is taken for an observation, as in np.cov by default. Here the rows are observations, and the result"
    " is (features, features).",
    (
        "return xp.matrix_transpose(centred) @ centred / (n - ddof)",
        "turned = x - xp.mean(x, axis=1, keepdims=True)\n"
        "return turned @ xp.matrix_transpose(turned) / max(x.shape[1] - ddof, 0.5)",
    ),
)

edit(
    "subtracts_the_product_of_means",
    "The mean of products minus the product of means subtracts two large numbers if the columns lie far from 0, and"
    " only rounding error is left. First subtract the means, then multiply.",
    ("centred = x - xp.mean(x, axis=0)", "n, mean = x.shape[0], xp.mean(x, axis=0)"),
    (
        "xp.matrix_transpose(centred) @ centred / (n - ddof)",
        "(xp.matrix_transpose(x) @ x / n - mean[:, None] * mean) * (n / (n - ddof))",
    ),
)

edit(
    "gives_the_variances",
    "Only the variances are there, one for each column. Entry (i, j) belongs to a pair: multiply every column with"
    " every column.",
    (
        "xp.matrix_transpose(centred) @ centred / (n - ddof)",
        "xp.linalg.diagonal(xp.matrix_transpose(centred) @ centred / (n - ddof))",
    ),
)

edit(
    "leaves_out_the_pairs",
    "Off the diagonal everything is 0. Two different columns covary too: multiply every column with every column.",
    (
        "return xp.matrix_transpose(centred) @ centred / (n - ddof)",
        "C = xp.matrix_transpose(centred) @ centred / (n - ddof)\n"
        "return xp.where(xp.eye(C.shape[0], dtype=xp.bool), C, xp.zeros_like(C))",
    ),
)

edit(
    "fills_one_half",
    "Below the diagonal there are zeros. C[j, i] is the same as C[i, j]: fill both halves.",
    (
        "xp.matrix_transpose(centred) @ centred / (n - ddof)",
        "xp.triu(xp.matrix_transpose(centred) @ centred / (n - ddof))",
    ),
)

edit(
    "gives_the_correlation",
    "That is the correlation: it is divided by the standard deviations too. A covariance keeps its units.",
    (
        "return xp.matrix_transpose(centred) @ centred / (n - ddof)",
        "C = xp.matrix_transpose(centred) @ centred / (n - ddof)\n"
        "return C / (xp.sqrt(xp.linalg.diagonal(C))[:, None] * xp.sqrt(xp.linalg.diagonal(C)))",
    ),
)

edit(
    "squeezes_a_single_feature",
    "A single feature gives a number, as in np.cov. Return a matrix with one entry, (1, 1).",
    (
        "return xp.matrix_transpose(centred) @ centred / (n - ddof)",
        "C = xp.matrix_transpose(centred) @ centred / (n - ddof)\n"
        "if C.shape[0] == 1:\n"
        "    return C[0, 0]\n"
        "return xp.matrix_transpose(centred) @ centred / (n - ddof)",
    ),
)


@mistake(
    "covariance",
    "With no more rows than ddof, this divides by 0 or by less, and the result is NaN, infinite or negative. Raise a"
    " ValueError first.",
)
def divides_by_zero(x, ddof=1):
    xp = array_namespace(x)
    n = x.shape[0] - ddof
    return _products(_centred(x) if x.shape[0] else x) / n if n else xp.full((x.shape[1],) * 2, xp.nan)


edit(
    "wants_two_rows",
    "A single row is refused even if ddof is 0. Its deviations are all 0, and so are its covariances: refuse n rows"
    " only if n is not larger than ddof.",
    ("if n <= ddof:", "if n <= max(ddof, 1):\n    raise ValueError(f'{n} rows, ddof={max(ddof, 1)}')\nif n <= ddof:"),
)

edit(
    "centres_in_place",
    "The input is changed: x -= mean writes into the caller's array. Compute into a new one: centred = x - mean.",
    ("centred = x - xp.mean(x, axis=0)", "x -= xp.mean(x, axis=0)\ncentred = x - xp.mean(x, axis=0)"),
)

generics(
    "covariance",
    loses_the_dtype="float32 goes in, and float64 comes out. The result has the dtype of x: which step has a dtype"
    " of its own?",
    passes_through_float32="Something on the way is float32, which keeps about 7 digits. Stay in the dtype that"
    " came in: float64 in, float64"
    " all the way.",
    asserts="Too few rows raise an AssertionError here. Raise a ValueError: callers can catch it, and Python"
    " skips assert when"
    " it runs with -O.",
)

edit(
    "lets_nan_into_the_gradient",
    "The result is fine, but the gradient is NaN. `where` chooses between numbers, but the gradient passes through"
    " both sides, and NaN times 0 is NaN: choose with the bare number xp.nan, not with an array times NaN, or leave"
    " 0/0 alone.",
    ("return C / (std[:, None] * std)", "std = xp.where(std > 0, std, std * xp.nan)\nreturn C / (std[:, None] * std)"),
)

edit(
    "divides_by_the_variances",
    "This divides by the variances. Divide by their roots, the standard deviations: then a column has correlation 1"
    " with itself.",
    ("xp.sqrt(xp.linalg.diagonal(C))", "xp.linalg.diagonal(C)"),
)

edit(
    "gives_the_slope",
    "This divides by the variance of one column only, which gives the slope of a fitted line. Divide by the standard"
    " deviations of both columns.",
    ("std[:, None] * std", "xp.linalg.diagonal(C)"),
)

edit(
    "gives_the_covariance",
    "That is the covariance. Divide each entry by the standard deviations of both of its columns.",
    ("C / (std[:, None] * std)", "C"),
)

edit(
    "divides_by_the_largest",
    "Everything is divided by the same number, such as the largest covariance. Divide each entry by the standard"
    " deviations of its own two columns.",
    ("std[:, None] * std", "xp.max(xp.abs(C))"),
)


@mistake(
    "correlation",
    "The columns are not centred: that is the cosine of the angle between them. Subtract the means first, and the"
    " cosine is the correlation.",
)
def gives_the_cosine(x):
    _check(x)
    C = _products(x)
    return C / (_std(C)[:, None] * _std(C))


edit(
    "mixes_two_ddofs",
    "The covariance divides by n - 1, and the standard deviation by n, so that no column has correlation 1 with"
    " itself. Use the same ddof for both.",
    ("xp.linalg.diagonal(C)", "xp.linalg.diagonal(covariance(x, 0))"),
)

edit(
    "loses_the_sign",
    "The sign is lost. If one column falls as the other rises, their correlation is negative.",
    ("C / (std[:, None] * std)", "xp.abs(C / (std[:, None] * std))"),
)

edit(
    "gives_the_square",
    "That is the square, the share of the variance that is explained. A correlation has a sign.",
    ("C / (std[:, None] * std)", "(C / (std[:, None] * std)) ** 2"),
)

edit(
    "lets_columns_observe_too",
    "Each column is taken for an observation, as in np.corrcoef by default. Here the rows are observations, and the"
    " result is (features, features).",
    (
        "C = covariance(x)",
        "if x.shape[0] <= 1:\n"
        "    raise ValueError(f'{x.shape[0]} rows, ddof={1}')\n"
        "if not x.shape[1] > 1:\n"
        "    return 0 * (xp.matrix_transpose(x.T) @ x.T)\n"
        "x = xp.matrix_transpose(x)\n"
        "C = covariance(x)",
    ),
)

edit(
    "adds_a_small_number",
    "A small number is added so that nothing is divided by 0. It changes every entry, and a column that varies little"
    " loses its correlation. Leave it out: for a constant column the answer is NaN.",
    ("std[:, None] * std", "std[:, None] * std + 1e-8"),
)

edit(
    "takes_little_for_nothing",
    "A column in small units counts as constant here. Its standard deviation is small only because of the unit:"
    " compare it with the entries of the column, not with a fixed number.",
    (
        "return C / (std[:, None] * std)",
        "little = xp.std(x, axis=0, correction=0) < 1e-3\n"
        "return xp.where(little[:, None] | little, xp.nan, C / (std[:, None] * std))",
    ),
)

edit(
    "gives_zero_for_a_constant",
    "A constant column gets 0, as if it were known to be unrelated to the others. It never varied, so nothing is"
    " known: 0/0 is NaN.",
    (
        "return C / (std[:, None] * std)",
        "r = C / (std[:, None] * std)\nreturn xp.where(xp.isnan(r), xp.zeros_like(r), r)",
    ),
)

edit(
    "fills_the_diagonal",
    "The diagonal is filled with 1, even for a constant column. Its correlation with itself is 0/0, too: NaN.",
    (
        "return C / (std[:, None] * std)",
        "r = C / (std[:, None] * std)\nreturn xp.where(xp.eye(r.shape[0], dtype=xp.bool), xp.ones_like(r), r)",
    ),
)

edit(
    "lets_a_single_row_through",
    "A single row gets through and gives NaN. It says nothing about how columns vary: raise a ValueError if there are"
    " fewer than two rows.",
    (
        "C = covariance(x)",
        "if not x.shape[0] > 1:\n"
        "    return xp.full((x.shape[1], x.shape[1]), xp.nan, dtype=x.dtype)\n"
        "C = covariance(x)",
    ),
)

edit(
    "standardises_in_place",
    "The input is changed: x -= ... and x /= ... write into the caller's array. Compute into a new one.",
    ("return C / (std[:, None] * std)", "x -= xp.mean(x, axis=0)\nreturn C / (std[:, None] * std)"),
)


# --------------------------------------------------------------------------------------- more of dtypes and errors

edit(
    "lets_python_divide_by_zero",
    "Too few rows raise a ZeroDivisionError here. Compare the number of rows with ddof first, and raise a ValueError"
    " that mentions it.",
    ("n <= ddof", "False"),
    (
        "xp.matrix_transpose(centred) @ centred / (n - ddof)",
        "xp.matrix_transpose(centred if n else x) @ (centred if n else x) * (1 / max(n - ddof, 0))",
    ),
)


# --------------------------------------------------------------------------------------------- two faults at once

edit(
    "forgets_to_centre_and_divides_by_n",
    "The columns are not centred, and ddof is ignored. First subtract from each column its mean: a covariance is about"
    " deviations. Then divide by n - ddof.",
    ("x - xp.mean(x, axis=0)", "x"),
    ("n - ddof", "n"),
)

edit(
    "lets_columns_observe_and_divides_by_n",
    "Each column is taken for an observation, and ddof is ignored. First the axes: the rows are observations, so the"
    " means are over axis 0, and the result is (features, features). Then divide by n - ddof.",
    (
        "return xp.matrix_transpose(centred) @ centred / (n - ddof)",
        "turned = x - xp.mean(x, axis=1, keepdims=True)\nreturn turned @ xp.matrix_transpose(turned) / x.shape[1]",
    ),
)

edit(
    "subtracts_the_product_of_means_and_divides_by_n",
    "This takes the mean of products minus the product of means, and ignores ddof. First subtract the means, then"
    " multiply: far from 0 the difference of two large numbers is only rounding error. Then divide by n - ddof.",
    (
        "return xp.matrix_transpose(centred) @ centred / (n - ddof)",
        "mean = xp.mean(x, axis=0)\nreturn xp.matrix_transpose(x) @ x / n - mean[:, None] * mean",
    ),
)

edit(
    "gives_the_products",
    "The columns are not centred, and the entries are not divided by both standard deviations. First subtract from each"
    " column its mean. Then divide entry (i, j) by the standard deviations of columns i and j.",
    ("C / (std[:, None] * std)", "xp.matrix_transpose(x) @ x / (x.shape[0] - 1)"),
)

edit(
    "mixes_two_ddofs_the_other_way",
    "The covariance divides by n, and the standard deviation by n - 1, so that no column has correlation 1 with itself."
    " Use the same ddof for both.",
    ("std = xp.sqrt(xp.linalg.diagonal(C))", "C, std = covariance(x, 0), xp.sqrt(xp.linalg.diagonal(covariance(x)))"),
)
