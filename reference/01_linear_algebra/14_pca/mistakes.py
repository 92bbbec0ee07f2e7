"""What beginners hand in for principal components, and what to tell them."""

from array_api_compat import array_namespace
from pca import pca

from dojo import edit, generics, ideas, mistake

ideas(
    wrong_axis="centres_the_rows",
    whole_for_slice="subtracts_one_mean_for_all",
    sum_for_mean="gives_sums_of_squares",
    wrong_divisor=(
        "divides_by_the_number_of_rows gives_shares_of_the_variance whitens_the_projection "
        "divides_by_the_number_of_features"
    ),
    root_or_square="gives_singular_values does_not_square_the_singular_values gives_standard_deviations",
    wrong_factor="stretches_the_components",
    missing_term="does_not_centre projects_without_centring does_not_centre_and_divides_by_the_rows",
    sign="turns_components_alone",
    opposite_choice="takes_the_smallest takes_the_smallest_as_columns",
    transposed=(
        "gives_components_as_columns takes_rows_of_the_eigenvectors takes_the_rows_for_features "
        "takes_eigenvectors_of_the_rows takes_rows_in_ascending_order sorts_the_rows_of_the_eigenvectors"
    ),
    entries_mixed_up="turns_the_variances_alone",
    writes_into_input="centres_in_place",
    zero_case="takes_the_vectors_of_eig divides_by_singular_values",
    silent_error="does_not_check_k compares_k_with_the_features_of_any_rows compares_k_with_the_features_alone",
    default_value="gives_all_components",
    ties_and_order="gives_them_in_ascending_order takes_the_order_of_eig",
    partial_case="deflates",
    wrong_formula=(
        "scales_the_features scales_the_features_by_rows_minus_one scales_the_features_and_divides_by_the_rows"
    ),
    other_kind_of_result="gives_the_reconstruction",
)


def _checked(x, k):
    rows, features = x.shape
    if rows < 2 or not 1 <= k <= min(rows, features):
        raise ValueError("k is out of range")
    return array_namespace(x)


def _of(xp, matrix):
    """Eigenvalues and eigenvectors, the largest first, and a vector in each column."""
    values, vectors = xp.linalg.eigh(matrix)
    return xp.flip(values, axis=0), xp.flip(vectors, axis=1)


def _centred(xp, x):
    return x - xp.mean(x, axis=0)


def _from(xp, centred, k, by):
    """All three results, from data that was prepared in some way."""
    values, vectors = _of(xp, centred.T @ centred / by)
    components = vectors[:, :k].T
    return components, values[:k], centred @ components.T


edit(
    "does_not_centre",
    "The mean is not subtracted. The first component then points from the origin to the data, not along the direction"
    " in which it varies: centre each feature first.",
    ("x - xp.mean(x, axis=0)", "x"),
    ("values, vectors", "values, vectors"),
    ("xp.flip(vectors, axis=1)", "xp.flip(vectors, axis=1)"),
    ("xp.flip(values, axis=0)", "xp.flip(values, axis=0)"),
)

edit(
    "subtracts_one_mean_for_all",
    "The mean of all entries is subtracted. Each feature has its own mean: average over the rows, axis=0.",
    ("xp.mean(x, axis=0)", "xp.mean(x)"),
    ("values, vectors", "values, vectors"),
    ("xp.flip(vectors, axis=1)", "xp.flip(vectors, axis=1)"),
    ("xp.flip(values, axis=0)", "xp.flip(values, axis=0)"),
)

edit(
    "centres_the_rows",
    "Each row is centred. Centre the features instead: average over the rows, axis=0.",
    ("xp.mean(x, axis=0)", "xp.mean(x, axis=1, keepdims=True)"),
    ("values, vectors", "values, vectors"),
    ("xp.flip(vectors, axis=1)", "xp.flip(vectors, axis=1)"),
    ("xp.flip(values, axis=0)", "xp.flip(values, axis=0)"),
)

edit(
    "scales_the_features",
    "The features are scaled to variance 1 first. That finds the components of the correlations. For those of the"
    " data as it is, only centre.",
    (
        "centred = x - xp.mean(x, axis=0)",
        "std = xp.sqrt(xp.mean((x - xp.mean(x, axis=0)) ** 2, axis=0))\n"
        "centred = (x - xp.mean(x, axis=0)) / xp.where(std > 0, std, xp.ones_like(std))",
    ),
    ("values, vectors", "values, vectors"),
    ("xp.flip(vectors, axis=1)", "xp.flip(vectors, axis=1)"),
    ("xp.flip(values, axis=0)", "xp.flip(values, axis=0)"),
)

edit(
    "scales_the_features_by_rows_minus_one",
    "The features are divided by their standard deviations first. That finds the components of the correlations. For"
    " those of the data as it is, only centre.",
    (
        "centred = x - xp.mean(x, axis=0)",
        "std = xp.sqrt(xp.sum((x - xp.mean(x, axis=0)) ** 2, axis=0) / (x.shape[0] - 1))\n"
        "centred = (x - xp.mean(x, axis=0)) / xp.where(std > 0, std, xp.ones_like(std))",
    ),
    ("values, vectors", "values, vectors"),
    ("xp.flip(vectors, axis=1)", "xp.flip(vectors, axis=1)"),
    ("xp.flip(values, axis=0)", "xp.flip(values, axis=0)"),
)

edit(
    "gives_them_in_ascending_order",
    "The right components are there, but in ascending order. The one with the largest variance comes first.",
    (
        "components, xp.flip(values, axis=0)[:k], centred @ components.T",
        "xp.flip(components, axis=0), xp.flip(xp.flip(values, axis=0)[:k], axis=0), xp.flip(centred @ "
        "components.T, axis=1)",
    ),
)

edit(
    "takes_the_smallest",
    "Those are the k components of the smallest variance: eigh gives the eigenvalues in ascending order. Take the"
    " last k, the largest first.",
    ("xp.flip(vectors, axis=1)", "vectors"),
    ("xp.flip(values, axis=0)", "values"),
)

edit(
    "takes_the_order_of_eig",
    "The eigenvalues come in the order in which eig found them, and that is no order at all. Sort values and vectors"
    " together, the largest first. eigh is made for symmetric matrices, and at least gives them in ascending order.",
    ("xp.linalg.eigh", "xp.linalg.eig"),
    ("xp.flip(vectors, axis=1)[:, :k]", "xp.real(vectors[:, :k])"),
    ("xp.flip(values, axis=0)[:k]", "xp.real(values[:k])"),
)

edit(
    "takes_the_vectors_of_eig",
    "eig knows nothing about symmetry. Where variances are equal, or 0, its vectors need not be at right angles. eigh"
    " is made for symmetric matrices: its vectors always are.",
    ("xp.linalg.eigh", "xp.linalg.eig"),
    (
        "components = xp.flip(vectors, axis=1)[:, :k].T",
        "order = xp.argsort(xp.real(values), descending=True)[:k]\ncomponents = xp.real(vectors)[:, order].T",
    ),
    ("xp.flip(values, axis=0)[:k]", "xp.real(values)[order]"),
)

edit(
    "turns_the_variances_alone",
    "The variances are flipped, but the components are not, so that each variance is paired with the wrong"
    " direction. Flip both.",
    ("xp.flip(vectors, axis=1)[:, :k]", "vectors[:, vectors.shape[1] - k:]"),
)

edit(
    "divides_by_the_number_of_rows",
    "The variances are divided by the number of rows. The mean comes from the same rows: divide by rows - 1.",
    ("rows - 1", "x.shape[0]"),
    ("values, vectors", "values, vectors"),
    ("xp.flip(vectors, axis=1)", "xp.flip(vectors, axis=1)"),
    ("xp.flip(values, axis=0)", "xp.flip(values, axis=0)"),
)

edit(
    "gives_sums_of_squares",
    "Those are sums of squares, or squared singular values. Divide them by rows - 1 to get variances.",
    ("xp.flip(values, axis=0)[:k]", "xp.flip(values, axis=0)[:k] * (x.shape[0] - 1)"),
)

edit(
    "gives_singular_values",
    "Those are the singular values of the centred data. A variance is the square of one, divided by rows - 1.",
    ("xp.flip(values, axis=0)[:k]", "xp.sqrt(xp.clip(xp.flip(values, axis=0)[:k], min=0) * (x.shape[0] - 1))"),
)

edit(
    "does_not_square_the_singular_values",
    "Those are the singular values divided by rows - 1. Square them first: a variance is s² / (rows - 1).",
    (
        "xp.flip(values, axis=0)[:k]",
        "xp.sqrt(xp.clip(xp.flip(values, axis=0)[:k], min=0) * (x.shape[0] - 1)) / (x.shape[0] - 1)",
    ),
)

edit(
    "gives_standard_deviations",
    "Those are standard deviations. Square them to get variances.",
    ("xp.flip(values, axis=0)[:k]", "xp.sqrt(xp.clip(xp.flip(values, axis=0)[:k], min=0))"),
)


@mistake(
    "pca",
    "Those are shares of the total variance, which add up to 1. explained_variance is the variance itself: don't"
    " divide by the total.",
)
def gives_shares_of_the_variance(x, k):
    xp = array_namespace(x)
    components, variances, projected = pca(x, k)
    total = xp.sum(pca(x, min(x.shape))[1])
    return components, variances / xp.where(total > 0, total, xp.ones_like(total)), projected


edit(
    "gives_components_as_columns",
    "The components are the columns, shape (features, k). Each should be a row, shape (k, features): transpose.",
    (
        "components, xp.flip(values, axis=0)[:k], centred @ components.T",
        "components.T, xp.flip(values, axis=0)[:k], centred @ components.T",
    ),
)

edit(
    "takes_rows_of_the_eigenvectors",
    "The components are the first k rows of the matrix of eigenvectors. The eigenvectors are its columns: take [:,"
    " :k], then transpose.",
    ("values, vectors", "values, vectors"),
    ("xp.flip(vectors, axis=1)[:, :k].T", "xp.flip(vectors, axis=1)[:k, :]"),
    ("xp.flip(values, axis=0)", "xp.flip(values, axis=0)"),
)

edit(
    "projects_without_centring",
    "The data is projected with its mean still in it. The coordinates start at the mean: project x - mean.",
    ("centred @ components.T", "x @ components.T"),
)

edit(
    "whitens_the_projection",
    "The projection is divided by the standard deviations, or is U alone: that is whitened data. Keep the data's own"
    " units: U times the singular values.",
    (
        "return components, xp.flip(values, axis=0)[:k], centred @ components.T",
        "std = xp.sqrt(xp.clip(xp.flip(values, axis=0)[:k], min=0))\n"
        "return components, xp.flip(values, axis=0)[:k], centred @ components.T / xp.where(std > 0, std, "
        "xp.ones_like(std))",
    ),
)

edit(
    "gives_the_reconstruction",
    "The projection has come back to the features: that is the reconstruction, (rows, features). Return the"
    " coordinates along the components, (rows, k).",
    ("centred @ components.T", "centred @ components.T @ xp.flip(vectors, axis=1)[:, :k].T"),
)

edit(
    "takes_the_rows_for_features",
    "Rows and features have changed places: the directions have an entry for each row. The covariance has the shape"
    " (features, features).",
    ("x - xp.mean(x, axis=0)", "x.T - xp.mean(x.T, axis=0)"),
    ("rows - 1", "max(x.shape[1] - 1, 1)"),
    ("values, vectors", "values, vectors"),
    ("xp.flip(vectors, axis=1)", "xp.flip(vectors, axis=1)"),
    ("xp.flip(values, axis=0)", "xp.flip(values, axis=0)"),
)

edit(
    "takes_eigenvectors_of_the_rows",
    "Those are eigenvectors of centred @ centred.T, which is (rows, rows). The covariance is centred.T @ centred,"
    " (features, features).",
    ("centred.T @ centred", "centred @ centred.T"),
    ("values, vectors", "values, vectors"),
    ("xp.flip(vectors, axis=1)", "xp.flip(vectors, axis=1)"),
    (
        "components, xp.flip(values, axis=0)[:k], centred @ components.T",
        "components, xp.flip(values, axis=0)[:k], xp.flip(vectors, axis=1)[:, :k].T @ centred",
    ),
)

edit(
    "gives_all_components",
    "All components come back. Return only the first k, of all three results.",
    (":, :k", ":, :min(x.shape)"),
    ("xp.flip(values, axis=0)[:k]", "xp.flip(values, axis=0)[:min(x.shape)]"),
)

edit(
    "stretches_the_components",
    "The components don't have length 1: they are multiplied by the standard deviations, as loadings are. Leave them"
    " at length 1.",
    (
        "components, xp.flip(values, axis=0)[:k], centred @ components.T",
        "components * xp.sqrt(xp.clip(xp.flip(values, axis=0)[:k], min=0))[:, None], xp.flip(values, "
        "axis=0)[:k], centred @ components.T",
    ),
)

edit(
    "turns_components_alone",
    "Some components have changed their sign, but their coordinates have not. Signs are free, but a direction and the"
    " coordinates along it go together: project onto the components that you return.",
    (
        "components, xp.flip(values, axis=0)[:k], centred @ components.T",
        "xp.where(components[:, :1] < 0, -components, components), xp.flip(values, axis=0)[:k], centred @ components.T",
    ),
)

edit(
    "divides_by_singular_values",
    "A direction is divided by a singular value that is 0, or a rounding error: what is left is meaningless, or NaN."
    " Even if the variance is 0 there are directions left; eigh of the covariance and svd give them.",
    (
        "covariance = centred.T @ centred / (rows - 1)",
        "values, vectors = xp.linalg.eigh(centred @ centred.T)\n"
        "values, vectors = xp.flip(values, axis=0), xp.flip(vectors, axis=1)",
    ),
    ("xp.linalg.eigh(covariance)", "values[:k], vectors[:, :k]"),
    ("xp.flip(vectors, axis=1)[:, :k].T", "xp.sqrt(values)"),
    (
        "components, xp.flip(values, axis=0)[:k], centred @ components.T",
        "(centred.T @ vectors / components).T, values / (x.shape[0] - 1), vectors * components",
    ),
)


@mistake(
    "pca",
    "Power iteration and deflation find one component after the other. If the variance is 0, or two variances are"
    " equal, they may give a vector that is not at right angles to the earlier ones. eigh gives all of them.",
)
def deflates(x, k):
    xp = _checked(x, k)
    centred = _centred(xp, x)
    left, components, values = centred.T @ centred / (x.shape[0] - 1), [], []
    for _ in range(k):
        vector = xp.ones_like(left[0, :]) / x.shape[1] ** 0.5
        for _ in range(60):
            image = left @ vector
            length = xp.sqrt(xp.sum(image**2))
            vector = image / length if length > 0 else vector
        values.append(xp.sum(vector * (left @ vector)))
        components.append(vector)
        left = left - values[-1] * vector[:, None] * vector[None, :]
    return xp.stack(components), xp.stack(values), centred @ xp.stack(components).T


edit(
    "divides_by_the_number_of_features",
    "The variances are divided by the number of features. They are means over the rows: divide by rows - 1.",
    ("xp.flip(values, axis=0)[:k]", "xp.flip(values, axis=0)[:k] * ((x.shape[0] - 1) / x.shape[1])"),
)

generics(
    "pca",
    loses_the_dtype="float32 goes in, and float64 comes out. Keep the dtype of the input.",
    passes_through_float32="Something on the way is float32, which keeps about 7 digits. Stay in the dtype that"
    " came in: float64 in, float64"
    " all the way.",
    asserts="A k that does not fit raises an AssertionError here. Raise a ValueError: callers can catch it, and"
    " Python skips"
    " assert when it runs with -O.",
)

edit(
    "centres_in_place",
    "The caller's data is changed: x -= mean writes into it. Compute into a new array: centred = x - mean.",
    ("centred = x - xp.mean(x, axis=0)", "x -= xp.mean(x, axis=0)\ncentred = x - xp.mean(x, axis=0)"),
)

edit(
    "does_not_check_k",
    "k is not checked: a slice takes what there is, and a negative k counts from the end. Raise a ValueError if k is"
    " less than 1, or larger than the number of rows or of features, or if there are fewer than two rows.",
    ("rows < 2 or not 1 <= k <= min(rows, features)", "False"),
    ("rows - 1", "max(x.shape[0] - 1, 1)"),
    ("values, vectors", "values, vectors"),
    ("xp.flip(vectors, axis=1)", "xp.flip(vectors, axis=1)"),
    ("xp.flip(values, axis=0)", "xp.flip(values, axis=0)"),
)


# --------------------------------------------------------------------------------------- more of dtypes and errors


WITHOUT_THE_ROWS = (
    "k is compared with the number of features, but not with the number of rows: n rows have at most n components."
    " Raise a ValueError if k is larger than either."
)

edit(
    "compares_k_with_the_features_of_any_rows",
    WITHOUT_THE_ROWS,
    ("rows < 2 or not 1 <= k <= min(rows, features)", "not 1 <= k <= x.shape[1]"),
    ("values, vectors", "values, vectors"),
    ("xp.flip(vectors, axis=1)", "xp.flip(vectors, axis=1)"),
    ("xp.flip(values, axis=0)", "xp.flip(values, axis=0)"),
)


@mistake("pca", WITHOUT_THE_ROWS)
def compares_k_with_the_features_alone(x, k):
    if x.shape[0] < 2 or not 1 <= k <= x.shape[1]:
        raise ValueError(f"k = {k}, features = {x.shape[1]}")
    return _from(array_namespace(x), _centred(array_namespace(x), x), k, x.shape[0] - 1)


# --------------------------------------------------------------------------------------------- two faults at once

edit(
    "takes_the_smallest_as_columns",
    "Those are the components of the smallest variance, and they are the columns. First take the last k of eigh, the"
    " largest first. Then transpose, so that each component is a row.",
    (
        "components, xp.flip(values, axis=0)[:k], centred @ components.T",
        "vectors[:, :k], values[:k], centred @ vectors[:, :k]",
    ),
)

edit(
    "takes_rows_in_ascending_order",
    "Those are the first k rows of eigh's vectors. The eigenvectors are its columns, and the largest eigenvalue comes"
    " last. First flip values and vectors, the vectors along axis 1; then take [:, :k], and transpose.",
    ("xp.flip(vectors, axis=1)[:, :k].T", "vectors[:k, :]"),
    ("xp.flip(values, axis=0)", "values"),
)

edit(
    "does_not_centre_and_divides_by_the_rows",
    "The mean is not subtracted, and the variances are divided by the number of rows. First centre each feature; then"
    " divide by rows - 1.",
    ("x - xp.mean(x, axis=0)", "x"),
    ("rows - 1", "x.shape[0]"),
    ("values, vectors", "values, vectors"),
    ("xp.flip(vectors, axis=1)", "xp.flip(vectors, axis=1)"),
    ("xp.flip(values, axis=0)", "xp.flip(values, axis=0)"),
)

edit(
    "scales_the_features_and_divides_by_the_rows",
    "The features are scaled to variance 1, and the variances are divided by the number of rows. First leave out the"
    " scaling: that finds the components of the correlations. Then divide by rows - 1.",
    (
        "centred = x - xp.mean(x, axis=0)",
        "std = xp.sqrt(xp.mean((x - xp.mean(x, axis=0)) ** 2, axis=0))\n"
        "centred = (x - xp.mean(x, axis=0)) / xp.where(std > 0, std, xp.ones_like(std))",
    ),
    ("rows - 1", "x.shape[0]"),
    ("values, vectors", "values, vectors"),
    ("xp.flip(vectors, axis=1)", "xp.flip(vectors, axis=1)"),
    ("xp.flip(values, axis=0)", "xp.flip(values, axis=0)"),
)

edit(
    "sorts_the_rows_of_the_eigenvectors",
    "The eigenvalues are sorted, but with them the rows of eigh's matrix are taken. The eigenvectors are its columns:"
    " vectors[:, order], then transpose.",
    ("xp.flip(vectors, axis=1)[:, :k].T", "xp.flip(vectors, axis=0)[:k, :]"),
)
