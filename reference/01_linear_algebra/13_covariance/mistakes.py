"""What beginners hand in for covariance and correlation, and what to tell them."""

from array_api_compat import array_namespace
from covariance import correlation, covariance

from dojo import mistake


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


@mistake("covariance", "By default this divides by n. The default of ddof is 1: the rows are a sample.")
def has_another_default(x, ddof=0):
    return covariance(x, ddof)


@mistake(
    "covariance",
    "This divides by n whatever ddof is. Subtract ddof from the number of rows: n - 1 makes up for the mean, which"
    " comes from the same rows.",
)
def divides_by_n(x, ddof=1):
    _check(x, ddof)
    return covariance(x, 0)


@mistake(
    "covariance",
    "This divides by n - 1 whatever ddof is. Divide by n - ddof: ddof=0 is for rows that are all there is.",
)
def divides_by_n_minus_one(x, ddof=1):
    _check(x, ddof)
    return _products(_centred(x)) / max(x.shape[0] - 1, 1)


@mistake("covariance", "ddof is added to the number of rows. Subtract it: n - ddof.")
def divides_by_n_plus_ddof(x, ddof=1):
    _check(x, ddof)
    return covariance(x, 0) * (x.shape[0] / (x.shape[0] + ddof))


@mistake(
    "covariance",
    "This divides by the number of columns. The mean is over the observations, and they are the rows: divide by n -"
    " ddof.",
)
def divides_by_the_columns(x, ddof=1):
    _check(x, ddof)
    return _products(_centred(x)) / max(x.shape[1] - ddof, 0.5)


@mistake("covariance", "The products are added up but never divided. A covariance is their mean: divide by n - ddof.")
def sums_the_products(x, ddof=1):
    _check(x, ddof)
    return _products(_centred(x))


@mistake(
    "covariance",
    "The columns are not centred. First subtract from each column its mean: a covariance is about deviations.",
)
def forgets_to_centre(x, ddof=1):
    _check(x, ddof)
    return _products(x) / (x.shape[0] - ddof)


@mistake(
    "covariance",
    "The mean of each row is subtracted. Rows are observations and columns are features, so each column has a mean:"
    " axis=0.",
)
def centres_the_rows(x, ddof=1):
    _check(x, ddof)
    return _products(x - array_namespace(x).mean(x, axis=1, keepdims=True)) / (x.shape[0] - ddof)


@mistake("covariance", "The mean of the whole array is subtracted. Each column has its own mean: axis=0.")
def centres_by_one_mean(x, ddof=1):
    _check(x, ddof)
    return _products(x - array_namespace(x).mean(x)) / (x.shape[0] - ddof)


@mistake(
    "covariance",
    "The first row is subtracted, and the means are not. That shift changes no covariance, but it does not centre:"
    " the mean of each column still has to go.",
)
def takes_the_first_row_for_the_mean(x, ddof=1):
    _check(x, ddof)
    return _products(x - x[:1, :]) / (x.shape[0] - ddof)


@mistake(
    "covariance",
    "Each column is taken for an observation, as in np.cov by default. Here the rows are observations, and the result"
    " is (features, features).",
)
def lets_columns_observe(x, ddof=1):
    xp = array_namespace(x)
    _check(x, ddof)
    turned = x - xp.mean(x, axis=1, keepdims=True)  # (features, observations)
    return turned @ xp.matrix_transpose(turned) / max(x.shape[1] - ddof, 0.5)


@mistake(
    "covariance",
    "The mean of products minus the product of means subtracts two large numbers if the columns lie far from 0, and"
    " only rounding error is left. First subtract the means, then multiply.",
)
def subtracts_the_product_of_means(x, ddof=1):
    xp = array_namespace(x)
    _check(x, ddof)
    n, mean = x.shape[0], xp.mean(x, axis=0)
    return (_products(x) / n - mean[:, None] * mean) * (n / (n - ddof))


@mistake(
    "covariance",
    "Only the variances are there, one for each column. Entry (i, j) belongs to a pair: multiply every column with"
    " every column.",
)
def gives_the_variances(x, ddof=1):
    return array_namespace(x).linalg.diagonal(covariance(x, ddof))


@mistake(
    "covariance",
    "Off the diagonal everything is 0. Two different columns covary too: multiply every column with every column.",
)
def leaves_out_the_pairs(x, ddof=1):
    xp = array_namespace(x)
    C = covariance(x, ddof)
    return xp.where(xp.eye(C.shape[0], dtype=xp.bool), C, xp.zeros_like(C))


@mistake("covariance", "Below the diagonal there are zeros. C[j, i] is the same as C[i, j]: fill both halves.")
def fills_one_half(x, ddof=1):
    return array_namespace(x).triu(covariance(x, ddof))


@mistake(
    "covariance",
    "That is the correlation: it is divided by the standard deviations too. A covariance keeps its units.",
)
def gives_the_correlation(x, ddof=1):
    _check(x, ddof)
    C = covariance(x, ddof)
    return C / (_std(C)[:, None] * _std(C))


@mistake("covariance", "A single feature gives a number, as in np.cov. Return a matrix with one entry, (1, 1).")
def squeezes_a_single_feature(x, ddof=1):
    C = covariance(x, ddof)
    return C[0, 0] if C.shape[0] == 1 else C


@mistake(
    "covariance",
    "With no more rows than ddof, this divides by 0 or by less, and the result is NaN, infinite or negative. Raise a"
    " ValueError first.",
)
def divides_by_zero(x, ddof=1):
    xp = array_namespace(x)
    n = x.shape[0] - ddof
    return _products(_centred(x) if x.shape[0] else x) / n if n else xp.full((x.shape[1],) * 2, xp.nan)


@mistake(
    "covariance",
    "A single row is refused even if ddof is 0. Its deviations are all 0, and so are its covariances: refuse n rows"
    " only if n is not larger than ddof.",
)
def wants_two_rows(x, ddof=1):
    _check(x, max(ddof, 1))
    return covariance(x, ddof)


@mistake(
    "covariance",
    "The input is changed: x -= mean writes into the caller's array. Compute into a new one: centred = x - mean.",
)
def centres_in_place(x, ddof=1):
    _check(x, ddof)
    x -= array_namespace(x).mean(x, axis=0)
    return _products(x) / (x.shape[0] - ddof)


@mistake(
    "covariance",
    "float32 goes in, and float64 comes out. The result has the dtype of x: which step has a dtype of its own?",
)
def loses_the_dtype(x, ddof=1):
    xp = array_namespace(x)
    return covariance(xp.astype(x, xp.float64), ddof)


@mistake(
    "correlation",
    "The result is fine, but the gradient is NaN. `where` chooses between numbers, but the gradient passes through"
    " both sides, and NaN times 0 is NaN: choose with the bare number xp.nan, not with an array times NaN, or leave"
    " 0/0 alone.",
)
def lets_nan_into_the_gradient(x):
    xp = array_namespace(x)
    C = covariance(x)
    std = _std(C)
    std = xp.where(std > 0, std, std * xp.nan)
    return C / (std[:, None] * std)


@mistake(
    "correlation",
    "This divides by the variances. Divide by their roots, the standard deviations: then a column has correlation 1"
    " with itself.",
)
def divides_by_the_variances(x):
    C = covariance(x)
    variances = array_namespace(C).linalg.diagonal(C)
    return C / (variances[:, None] * variances)


@mistake(
    "correlation",
    "This divides by the variance of one column only, which gives the slope of a fitted line. Divide by the standard"
    " deviations of both columns.",
)
def gives_the_slope(x):
    C = covariance(x)
    return C / array_namespace(C).linalg.diagonal(C)


@mistake("correlation", "That is the covariance. Divide each entry by the standard deviations of both of its columns.")
def gives_the_covariance(x):
    return covariance(x)


@mistake(
    "correlation",
    "Everything is divided by the same number, such as the largest covariance. Divide each entry by the standard"
    " deviations of its own two columns.",
)
def divides_by_the_largest(x):
    xp = array_namespace(x)
    C = covariance(x)
    return C / xp.max(xp.abs(C))


@mistake(
    "correlation",
    "The columns are not centred: that is the cosine of the angle between them. Subtract the means first, and the"
    " cosine is the correlation.",
)
def gives_the_cosine(x):
    _check(x)
    C = _products(x)
    return C / (_std(C)[:, None] * _std(C))


@mistake(
    "correlation",
    "The covariance divides by n - 1, and the standard deviation by n, so that no column has correlation 1 with"
    " itself. Use the same ddof for both.",
)
def mixes_two_ddofs(x):
    C, std = covariance(x), _std(covariance(x, 0))
    return C / (std[:, None] * std)


@mistake("correlation", "The sign is lost. If one column falls as the other rises, their correlation is negative.")
def loses_the_sign(x):
    return array_namespace(x).abs(correlation(x))


@mistake("correlation", "That is the square, the share of the variance that is explained. A correlation has a sign.")
def gives_the_square(x):
    return correlation(x) ** 2


@mistake(
    "correlation",
    "Each column is taken for an observation, as in np.corrcoef by default. Here the rows are observations, and the"
    " result is (features, features).",
)
def lets_columns_observe_too(x):
    _check(x)
    return correlation(array_namespace(x).matrix_transpose(x)) if x.shape[1] > 1 else 0 * _products(x.T)


@mistake(
    "correlation",
    "A small number is added so that nothing is divided by 0. It changes every entry, and a column that varies little"
    " loses its correlation. Leave it out: for a constant column the answer is NaN.",
)
def adds_a_small_number(x):
    C = covariance(x)
    return C / (_std(C)[:, None] * _std(C) + 1e-8)


@mistake(
    "correlation",
    "A column in small units counts as constant here. Its standard deviation is small only because of the unit:"
    " compare it with the entries of the column, not with a fixed number.",
)
def takes_little_for_nothing(x):
    xp = array_namespace(x)
    little = xp.std(x, axis=0, correction=0) < 1e-3
    return xp.where(little[:, None] | little, xp.nan, correlation(x))


@mistake(
    "correlation",
    "A constant column gets 0, as if it were known to be unrelated to the others. It never varied, so nothing is"
    " known: 0/0 is NaN.",
)
def gives_zero_for_a_constant(x):
    xp = array_namespace(x)
    r = correlation(x)
    return xp.where(xp.isnan(r), xp.zeros_like(r), r)


@mistake(
    "correlation",
    "The diagonal is filled with 1, even for a constant column. Its correlation with itself is 0/0 as well: NaN.",
)
def fills_the_diagonal(x):
    xp = array_namespace(x)
    r = correlation(x)
    eye = xp.eye(r.shape[0], dtype=xp.bool)
    return xp.where(eye, xp.ones_like(r), r)


@mistake(
    "correlation",
    "A single row gets through and gives NaN. It says nothing about how columns vary: raise a ValueError if there are"
    " fewer than two rows.",
)
def lets_a_single_row_through(x):
    xp = array_namespace(x)
    return correlation(x) if x.shape[0] > 1 else xp.full((x.shape[1], x.shape[1]), xp.nan, dtype=x.dtype)


@mistake(
    "correlation",
    "The input is changed: x -= ... and x /= ... write into the caller's array. Compute into a new one.",
)
def standardises_in_place(x):
    xp = array_namespace(x)
    _check(x)
    x -= xp.mean(x, axis=0)
    x /= xp.std(x, axis=0, correction=0)
    return _products(x) / x.shape[0]


# --------------------------------------------------------------------------------------- more of dtypes and errors


@mistake(
    "covariance",
    "Something on the way is float32, which keeps about 7 digits. Stay in the dtype that came in: float64 in, float64"
    " all the way.",
)
def passes_through_float32(x, ddof=1):
    xp = array_namespace(x)
    return xp.astype(covariance(xp.astype(x, xp.float32), ddof), x.dtype)


@mistake(
    "covariance",
    "Too few rows raise a ZeroDivisionError here. Compare the number of rows with ddof first, and raise a ValueError"
    " that mentions it.",
)
def lets_python_divide_by_zero(x, ddof=1):
    return _products(_centred(x) if x.shape[0] else x) * (1 / max(x.shape[0] - ddof, 0))


@mistake(
    "covariance",
    "Too few rows raise an AssertionError here. Raise a ValueError: callers can catch it, and Python skips assert when"
    " it runs with -O.",
)
def asserts_enough_rows(x, ddof=1):
    if x.shape[0] <= ddof:
        raise AssertionError(f"{x.shape[0]} rows, ddof={ddof}")
    return covariance(x, ddof)


# --------------------------------------------------------------------------------------------- two faults at once


@mistake(
    "covariance",
    "The columns are not centred, and ddof is ignored. First subtract from each column its mean: a covariance is about"
    " deviations. Then divide by n - ddof.",
)
def forgets_to_centre_and_divides_by_n(x, ddof=1):
    _check(x, ddof)
    return _products(x) / x.shape[0]


@mistake(
    "covariance",
    "Each column is taken for an observation, and ddof is ignored. First the axes: the rows are observations, so the"
    " means are over axis 0, and the result is (features, features). Then divide by n - ddof.",
)
def lets_columns_observe_and_divides_by_n(x, ddof=1):
    xp = array_namespace(x)
    _check(x, ddof)
    turned = x - xp.mean(x, axis=1, keepdims=True)
    return turned @ xp.matrix_transpose(turned) / x.shape[1]


@mistake(
    "covariance",
    "This takes the mean of products minus the product of means, and ignores ddof. First subtract the means, then"
    " multiply: far from 0 the difference of two large numbers is only rounding error. Then divide by n - ddof.",
)
def subtracts_the_product_of_means_and_divides_by_n(x, ddof=1):
    xp = array_namespace(x)
    _check(x, ddof)
    mean = xp.mean(x, axis=0)
    return _products(x) / x.shape[0] - mean[:, None] * mean


@mistake(
    "correlation",
    "The columns are not centred, and the entries are not divided by both standard deviations. First subtract from each"
    " column its mean. Then divide entry (i, j) by the standard deviations of columns i and j.",
)
def gives_the_products(x):
    _check(x)
    return _products(x) / (x.shape[0] - 1)


@mistake(
    "correlation",
    "The covariance divides by n, and the standard deviation by n - 1, so that no column has correlation 1 with itself."
    " Use the same ddof for both.",
)
def mixes_two_ddofs_the_other_way(x):
    _check(x)
    C, std = covariance(x, 0), _std(covariance(x))
    return C / (std[:, None] * std)
