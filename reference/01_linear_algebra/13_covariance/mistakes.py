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


@mistake("covariance", "Without being asked it divides by n. The default of ddof is 1: rows are a sample.")
def has_another_default(x, ddof=0):
    return covariance(x, ddof)


@mistake(
    "covariance",
    "It divides by n whatever ddof says. Take ddof off the number of rows: n - 1 makes up for the mean, which was"
    " estimated from the same rows.",
)
def divides_by_n(x, ddof=1):
    _check(x, ddof)
    return covariance(x, 0)


@mistake(
    "covariance",
    "It divides by n - 1 whatever ddof says. Divide by n - ddof: ddof=0 is for rows that are all there is.",
)
def divides_by_n_minus_one(x, ddof=1):
    _check(x, ddof)
    return _products(_centred(x)) / max(x.shape[0] - 1, 1)


@mistake("covariance", "ddof is added to the number of rows. It is taken off: n - ddof.")
def divides_by_n_plus_ddof(x, ddof=1):
    _check(x, ddof)
    return covariance(x, 0) * (x.shape[0] / (x.shape[0] + ddof))


@mistake(
    "covariance",
    "The number of columns is divided by in place of that of the rows. What is averaged over are the observations, and"
    " they lie in the rows.",
)
def divides_by_the_columns(x, ddof=1):
    _check(x, ddof)
    return _products(_centred(x)) / max(x.shape[1] - ddof, 0.5)


@mistake(
    "covariance",
    "The products are added up and never divided. A covariance is their mean: divide by n - ddof.",
)
def sums_the_products(x, ddof=1):
    _check(x, ddof)
    return _products(_centred(x))


@mistake(
    "covariance",
    "The columns are not centred. Take its mean off each column first: a covariance is about deviations.",
)
def forgets_to_centre(x, ddof=1):
    _check(x, ddof)
    return _products(x) / (x.shape[0] - ddof)


@mistake(
    "covariance",
    "The mean of each row is taken off. Rows are observations and columns features: it is each column that has a mean,"
    " axis=0.",
)
def centres_the_rows(x, ddof=1):
    _check(x, ddof)
    return _products(x - array_namespace(x).mean(x, axis=1, keepdims=True)) / (x.shape[0] - ddof)


@mistake("covariance", "One mean of the whole array is taken off. Each column has a mean of its own: axis=0.")
def centres_by_one_mean(x, ddof=1):
    _check(x, ddof)
    return _products(x - array_namespace(x).mean(x)) / (x.shape[0] - ddof)


@mistake(
    "covariance",
    "The first row is taken off, and the means are not. That shift changes no covariance and does not centre: the mean"
    " of each column still has to go.",
)
def takes_the_first_row_for_the_mean(x, ddof=1):
    _check(x, ddof)
    return _products(x - x[:1, :]) / (x.shape[0] - ddof)


@mistake(
    "covariance",
    "Each column is taken for an observation, as np.cov does unless it is told otherwise. Here the rows observe, and"
    " the result is (features, features).",
)
def lets_columns_observe(x, ddof=1):
    xp = array_namespace(x)
    _check(x, ddof)
    turned = x - xp.mean(x, axis=1, keepdims=True)  # (features, observations)
    return turned @ xp.matrix_transpose(turned) / max(x.shape[1] - ddof, 0.5)


@mistake(
    "covariance",
    "The mean of products minus the product of means: two large numbers that are nearly equal where the columns lie"
    " far from 0, and nothing but rounding is left. Take the means off first, then multiply.",
)
def subtracts_the_product_of_means(x, ddof=1):
    xp = array_namespace(x)
    _check(x, ddof)
    n, mean = x.shape[0], xp.mean(x, axis=0)
    return (_products(x) / n - mean[:, None] * mean) * (n / (n - ddof))


@mistake(
    "covariance",
    "Only the variances are there, one for each column. Entry (i, j) belongs to a pair: every column meets every"
    " column.",
)
def gives_the_variances(x, ddof=1):
    return array_namespace(x).linalg.diagonal(covariance(x, ddof))


@mistake(
    "covariance",
    "The pairs off the diagonal are 0: each column has met itself alone. Two columns covary, too.",
)
def leaves_out_the_pairs(x, ddof=1):
    xp = array_namespace(x)
    C = covariance(x, ddof)
    return xp.where(xp.eye(C.shape[0], dtype=xp.bool), C, xp.zeros_like(C))


@mistake(
    "covariance",
    "Below the diagonal there are zeros. A covariance does not ask which column comes first: C[j, i] is C[i, j].",
)
def fills_one_half(x, ddof=1):
    return array_namespace(x).triu(covariance(x, ddof))


@mistake(
    "covariance",
    "That is the correlation: it was divided by the standard deviations, too. A covariance keeps its units.",
)
def gives_the_correlation(x, ddof=1):
    _check(x, ddof)
    C = covariance(x, ddof)
    return C / (_std(C)[:, None] * _std(C))


@mistake(
    "covariance",
    "A single feature comes out as a number, as with np.cov. One column is a matrix of one entry, (1, 1).",
)
def squeezes_a_single_feature(x, ddof=1):
    C = covariance(x, ddof)
    return C[0, 0] if C.shape[0] == 1 else C


@mistake(
    "covariance",
    "With no more rows than ddof it divides by 0, or by less, and out come NaN, infinity or negative variances. That"
    " there are too few rows is worth a ValueError.",
)
def divides_by_zero(x, ddof=1):
    xp = array_namespace(x)
    n = x.shape[0] - ddof
    return _products(_centred(x) if x.shape[0] else x) / n if n else xp.full((x.shape[1],) * 2, xp.nan)


@mistake(
    "covariance",
    "A single row is refused though ddof is 0. Its deviations are all 0, and so are its covariances: too few are n"
    " rows where n is not above ddof.",
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
    "covariance", "float32 goes in and float64 comes out. The result has the dtype of x: which step has one of its own?"
)
def loses_the_dtype(x, ddof=1):
    xp = array_namespace(x)
    return covariance(xp.astype(x, xp.float64), ddof)


@mistake(
    "correlation",
    "The gradient is NaN where the result is fine. `where` chooses between numbers, but on the way back both sides are"
    " asked, and NaN times 0 is NaN: choose with the bare number xp.nan, not with an array times NaN, or leave 0/0"
    " alone.",
)
def lets_nan_into_the_gradient(x):
    xp = array_namespace(x)
    C = covariance(x)
    std = _std(C)
    std = xp.where(std > 0, std, std * xp.nan)
    return C / (std[:, None] * std)


@mistake(
    "correlation",
    "It divides by the variances. Those are squares: divide by the standard deviations, their roots, and a column's"
    " correlation with itself is 1.",
)
def divides_by_the_variances(x):
    C = covariance(x)
    variances = array_namespace(C).linalg.diagonal(C)
    return C / (variances[:, None] * variances)


@mistake(
    "correlation",
    "It divides by the variance of one column alone, which gives the slope of a straight line fit. Divide by the"
    " standard deviations of both: a correlation is the same whichever comes first.",
)
def gives_the_slope(x):
    C = covariance(x)
    return C / array_namespace(C).linalg.diagonal(C)


@mistake(
    "correlation",
    "That is the covariance. Divide each entry by the standard deviations of both of its columns.",
)
def gives_the_covariance(x):
    return covariance(x)


@mistake(
    "correlation",
    "All is divided by one number, such as the largest covariance. Each entry has its own: the standard deviations of"
    " its two columns.",
)
def divides_by_the_largest(x):
    xp = array_namespace(x)
    C = covariance(x)
    return C / xp.max(xp.abs(C))


@mistake(
    "correlation",
    "The columns are not centred: that is the cosine of the angle between them. Take the means off, and the cosine is"
    " the correlation.",
)
def gives_the_cosine(x):
    _check(x)
    C = _products(x)
    return C / (_std(C)[:, None] * _std(C))


@mistake(
    "correlation",
    "The covariance divides by n - 1 and the standard deviation by n, or the other way round, and so nothing has"
    " correlation 1 with itself. Use one ddof for both.",
)
def mixes_two_ddofs(x):
    C, std = covariance(x), _std(covariance(x, 0))
    return C / (std[:, None] * std)


@mistake(
    "correlation", "The sign is lost: two columns of which one falls as the other rises have a negative correlation."
)
def loses_the_sign(x):
    return array_namespace(x).abs(correlation(x))


@mistake("correlation", "That is the square, the share of variance that is explained. A correlation has a sign.")
def gives_the_square(x):
    return correlation(x) ** 2


@mistake(
    "correlation",
    "Each column is taken for an observation, as np.corrcoef does unless it is told otherwise. Here the rows observe,"
    " and the result is (features, features).",
)
def lets_columns_observe_too(x):
    _check(x)
    return correlation(array_namespace(x).matrix_transpose(x)) if x.shape[1] > 1 else 0 * _products(x.T)


@mistake(
    "correlation",
    "A small number is added, so that nothing is divided by 0. It moves every entry, and a column that varies little"
    " loses its correlation. Leave the others alone; for a constant column the answer is NaN.",
)
def adds_a_small_number(x):
    C = covariance(x)
    return C / (_std(C)[:, None] * _std(C) + 1e-8)


@mistake(
    "correlation",
    "A column in small units is taken for a constant one. Units are free: a standard deviation is small beside what the"
    " column holds, not beside a fixed number.",
)
def takes_little_for_nothing(x):
    xp = array_namespace(x)
    little = xp.std(x, axis=0, correction=0) < 1e-3
    return xp.where(little[:, None] | little, xp.nan, correlation(x))


@mistake(
    "correlation",
    "A constant column gets 0, as if it were known to have nothing to do with the others. It never varied, so nothing"
    " is known: 0 divided by 0, which is NaN.",
)
def gives_zero_for_a_constant(x):
    xp = array_namespace(x)
    r = correlation(x)
    return xp.where(xp.isnan(r), xp.zeros_like(r), r)


@mistake(
    "correlation",
    "The diagonal is filled with 1, also for a constant column. Its correlation with itself is 0 divided by 0 as well:"
    " NaN.",
)
def fills_the_diagonal(x):
    xp = array_namespace(x)
    r = correlation(x)
    eye = xp.eye(r.shape[0], dtype=xp.bool)
    return xp.where(eye, xp.ones_like(r), r)


@mistake(
    "correlation",
    "A single row goes through, and gives NaN. It says nothing about how columns vary: raise a ValueError where there"
    " are fewer than two rows.",
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
