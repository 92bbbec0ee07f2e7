"""What beginners hand in for principal components, and what to tell them."""

from array_api_compat import array_namespace
from pca import pca

from dojo import mistake


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


@mistake(
    "pca",
    "The mean is not subtracted. The first component then points from the origin to the data, not along the direction"
    " in which it varies: centre each feature first.",
)
def does_not_centre(x, k):
    return _from(_checked(x, k), x, k, x.shape[0] - 1)


@mistake("pca", "The mean of all entries is subtracted. Each feature has its own mean: average over the rows, axis=0.")
def subtracts_one_mean_for_all(x, k):
    xp = _checked(x, k)
    return _from(xp, x - xp.mean(x), k, x.shape[0] - 1)


@mistake("pca", "Each row is centred. Centre the features instead: average over the rows, axis=0.")
def centres_the_rows(x, k):
    xp = _checked(x, k)
    return _from(xp, x - xp.mean(x, axis=1, keepdims=True), k, x.shape[0] - 1)


@mistake(
    "pca",
    "The features are scaled to variance 1 first. That finds the components of the correlations. For those of the"
    " data as it is, only centre.",
)
def scales_the_features(x, k):
    xp = _checked(x, k)
    centred = _centred(xp, x)
    std = xp.sqrt(xp.mean(centred**2, axis=0))
    return _from(xp, centred / xp.where(std > 0, std, xp.ones_like(std)), k, x.shape[0] - 1)


@mistake(
    "pca",
    "The features are divided by their standard deviations first. That finds the components of the correlations. For"
    " those of the data as it is, only centre.",
)
def scales_the_features_by_rows_minus_one(x, k):
    xp = _checked(x, k)
    centred, by = _centred(xp, x), x.shape[0] - 1
    std = xp.sqrt(xp.sum(centred**2, axis=0) / by)
    return _from(xp, centred / xp.where(std > 0, std, xp.ones_like(std)), k, by)


@mistake(
    "pca",
    "The right components are there, but in ascending order. The one with the largest variance comes first.",
)
def gives_them_in_ascending_order(x, k):
    xp = array_namespace(x)
    components, variances, projected = pca(x, k)
    return xp.flip(components, axis=0), xp.flip(variances, axis=0), xp.flip(projected, axis=1)


@mistake(
    "pca",
    "Those are the k components of the smallest variance: eigh gives the eigenvalues in ascending order. Take the"
    " last k, the largest first.",
)
def takes_the_smallest(x, k):
    xp = _checked(x, k)
    centred = _centred(xp, x)
    values, vectors = xp.linalg.eigh(centred.T @ centred / (x.shape[0] - 1))
    components = vectors[:, :k].T
    return components, values[:k], centred @ components.T


@mistake(
    "pca",
    "The eigenvalues come in the order in which eig found them, and that is no order at all. Sort values and vectors"
    " alike, the largest first. eigh is made for symmetric matrices, and at least gives them in ascending order.",
)
def takes_the_order_of_eig(x, k):
    xp = _checked(x, k)
    centred = _centred(xp, x)
    values, vectors = xp.linalg.eig(centred.T @ centred / (x.shape[0] - 1))
    components = xp.real(vectors[:, :k]).T
    return components, xp.real(values[:k]), centred @ components.T


@mistake(
    "pca",
    "eig knows nothing of symmetry. Where variances are equal, or 0, its vectors need not be at right angles. eigh is"
    " made for symmetric matrices: its vectors always are.",
)
def takes_the_vectors_of_eig(x, k):
    xp = _checked(x, k)
    centred = _centred(xp, x)
    values, vectors = xp.linalg.eig(centred.T @ centred / (x.shape[0] - 1))
    order = xp.argsort(xp.real(values), descending=True)[:k]
    components = xp.real(vectors)[:, order].T
    return components, xp.real(values)[order], centred @ components.T


@mistake(
    "pca",
    "The variances are flipped, but the components are not, so that each variance stands beside the wrong direction."
    " Flip both.",
)
def turns_the_variances_alone(x, k):
    xp = _checked(x, k)
    centred = _centred(xp, x)
    values, vectors = xp.linalg.eigh(centred.T @ centred / (x.shape[0] - 1))
    components = vectors[:, vectors.shape[1] - k :].T
    return components, xp.flip(values, axis=0)[:k], centred @ components.T


@mistake(
    "pca",
    "The variances are divided by the number of rows. The mean comes from the same rows: divide by rows - 1.",
)
def divides_by_the_number_of_rows(x, k):
    xp = _checked(x, k)
    return _from(xp, _centred(xp, x), k, x.shape[0])


@mistake("pca", "Those are sums of squares, or squared singular values. Divide them by rows - 1 to get variances.")
def gives_sums_of_squares(x, k):
    components, variances, projected = pca(x, k)
    return components, variances * (x.shape[0] - 1), projected


@mistake(
    "pca",
    "Those are the singular values of the centred data. A variance is the square of one, divided by rows - 1.",
)
def gives_singular_values(x, k):
    xp = array_namespace(x)
    components, variances, projected = pca(x, k)
    return components, xp.sqrt(xp.clip(variances, min=0) * (x.shape[0] - 1)), projected


@mistake(
    "pca",
    "Those are the singular values divided by rows - 1. Square them first: a variance is s² / (rows - 1).",
)
def does_not_square_the_singular_values(x, k):
    xp, by = array_namespace(x), x.shape[0] - 1
    components, variances, projected = pca(x, k)
    return components, xp.sqrt(xp.clip(variances, min=0) * by) / by, projected


@mistake("pca", "Those are standard deviations. Square them to get variances.")
def gives_standard_deviations(x, k):
    xp = array_namespace(x)
    components, variances, projected = pca(x, k)
    return components, xp.sqrt(xp.clip(variances, min=0)), projected


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


@mistake(
    "pca",
    "The components are the columns, shape (features, k). Each should be a row, shape (k, features): transpose.",
)
def gives_components_as_columns(x, k):
    components, variances, projected = pca(x, k)
    return components.T, variances, projected


@mistake(
    "pca",
    "The components are the first k rows of the matrix of eigenvectors. The eigenvectors are its columns: take [:,"
    " :k], then transpose.",
)
def takes_rows_of_the_eigenvectors(x, k):
    xp = _checked(x, k)
    centred = _centred(xp, x)
    values, vectors = _of(xp, centred.T @ centred / (x.shape[0] - 1))
    components = vectors[:k, :]
    return components, values[:k], centred @ components.T


@mistake("pca", "The data is projected with its mean still in it. The coordinates start at the mean: project x - mean.")
def projects_without_centring(x, k):
    components, variances, _ = pca(x, k)
    return components, variances, x @ components.T


@mistake(
    "pca",
    "The projection is divided by the standard deviations, or is U alone: that is whitened data. Keep the data's own"
    " units: U times the singular values.",
)
def whitens_the_projection(x, k):
    xp = array_namespace(x)
    components, variances, projected = pca(x, k)
    std = xp.sqrt(xp.clip(variances, min=0))
    return components, variances, projected / xp.where(std > 0, std, xp.ones_like(std))


@mistake(
    "pca",
    "The projection has come back to the features: that is the reconstruction, (rows, features). Return the"
    " coordinates along the components, (rows, k).",
)
def gives_the_reconstruction(x, k):
    components, variances, projected = pca(x, k)
    return components, variances, projected @ components


@mistake(
    "pca",
    "Rows and features have changed places: the directions have an entry for each row. The covariance has the shape"
    " (features, features).",
)
def takes_the_rows_for_features(x, k):
    xp = _checked(x, k)
    return _from(xp, _centred(xp, x.T), k, max(x.shape[1] - 1, 1))


@mistake(
    "pca",
    "Those are eigenvectors of centred @ centred.T, which is (rows, rows). The covariance is centred.T @ centred,"
    " (features, features).",
)
def takes_eigenvectors_of_the_rows(x, k):
    xp = _checked(x, k)
    centred = _centred(xp, x)
    values, vectors = _of(xp, centred @ centred.T / (x.shape[0] - 1))
    return vectors[:, :k].T, values[:k], vectors[:, :k].T @ centred


@mistake("pca", "All components come back. Return only the first k, of all three results.")
def gives_all_components(x, k):
    _checked(x, k)
    return pca(x, min(x.shape))


@mistake(
    "pca",
    "The components don't have length 1: they are multiplied by the standard deviations, as loadings are. Leave them"
    " at length 1.",
)
def stretches_the_components(x, k):
    xp = array_namespace(x)
    components, variances, projected = pca(x, k)
    return components * xp.sqrt(xp.clip(variances, min=0))[:, None], variances, projected


@mistake(
    "pca",
    "Some components have changed their sign, but their coordinates have not. Signs are free, but a direction and the"
    " coordinates along it go together: project onto the components that you return.",
)
def turns_components_alone(x, k):
    components, variances, projected = pca(x, k)
    turned = array_namespace(x).where(components[:, :1] < 0, -components, components)
    return turned, variances, projected


@mistake(
    "pca",
    "A direction is divided by a singular value that is 0, or a rounding error: what is left is meaningless, or NaN."
    " Even if the variance is 0 there are directions left; eigh of the covariance and svd give them.",
)
def divides_by_singular_values(x, k):
    xp = _checked(x, k)
    centred = _centred(xp, x)
    values, vectors = _of(xp, centred @ centred.T)
    values, vectors = values[:k], vectors[:, :k]
    sizes = xp.sqrt(values)
    return (centred.T @ vectors / sizes).T, values / (x.shape[0] - 1), vectors * sizes


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


@mistake(
    "pca",
    "The variances are divided by the number of features. They are means over the rows: divide by rows - 1.",
)
def divides_by_the_number_of_features(x, k):
    components, variances, projected = pca(x, k)
    return components, variances * ((x.shape[0] - 1) / x.shape[1]), projected


@mistake("pca", "float32 goes in, and float64 comes out. Keep the dtype of the input.")
def finds_them_in_float64(x, k):
    xp = array_namespace(x)
    return pca(xp.astype(x, xp.float64), k)


@mistake("pca", "The caller's data is changed: x -= mean writes into it. Compute into a new array: centred = x - mean.")
def centres_in_place(x, k):
    xp = _checked(x, k)
    x -= xp.mean(x, axis=0)
    return pca(x, k)


@mistake(
    "pca",
    "k is not checked: a slice takes what there is, and a negative k counts from the end. Raise a ValueError if k is"
    " less than 1, or larger than the number of rows or of features, or if there are fewer than two rows.",
)
def does_not_check_k(x, k):
    xp = array_namespace(x)
    values, vectors = _of(xp, _centred(xp, x).T @ _centred(xp, x) / max(x.shape[0] - 1, 1))
    return vectors[:, :k].T, values[:k], _centred(xp, x) @ vectors[:, :k]


# --------------------------------------------------------------------------------------- more of dtypes and errors


@mistake(
    "pca",
    "Something on the way is float32, which keeps about 7 digits. Stay in the dtype that came in: float64 in, float64"
    " all the way.",
)
def passes_through_float32(x, k):
    xp = array_namespace(x)
    return tuple(xp.astype(part, x.dtype) for part in pca(xp.astype(x, xp.float32), k))


@mistake(
    "pca",
    "A k that does not fit raises an AssertionError here. Raise a ValueError: callers can catch it, and Python skips"
    " assert when it runs with -O.",
)
def asserts_that_k_fits(x, k):
    rows, features = x.shape
    if rows < 2 or not 1 <= k <= min(rows, features):
        raise AssertionError(f"{rows} rows, {features} features, k = {k}")
    return pca(x, k)


WITHOUT_THE_ROWS = (
    "k is compared with the number of features, but not with the number of rows: n rows have at most n components."
    " Raise a ValueError if k is larger than either."
)


@mistake("pca", WITHOUT_THE_ROWS)
def compares_k_with_the_features_of_any_rows(x, k):
    if not 1 <= k <= x.shape[1]:
        raise ValueError(f"k = {k}, features = {x.shape[1]}")
    return _from(array_namespace(x), _centred(array_namespace(x), x), k, x.shape[0] - 1)


@mistake("pca", WITHOUT_THE_ROWS)
def compares_k_with_the_features_alone(x, k):
    if x.shape[0] < 2 or not 1 <= k <= x.shape[1]:
        raise ValueError(f"k = {k}, features = {x.shape[1]}")
    return _from(array_namespace(x), _centred(array_namespace(x), x), k, x.shape[0] - 1)


# --------------------------------------------------------------------------------------------- two faults at once


@mistake(
    "pca",
    "Those are the components of the smallest variance, and they are the columns. First take the last k of eigh, the"
    " largest first. Then transpose, so that each component is a row.",
)
def takes_the_smallest_as_columns(x, k):
    xp = _checked(x, k)
    centred = _centred(xp, x)
    values, vectors = xp.linalg.eigh(centred.T @ centred / (x.shape[0] - 1))
    return vectors[:, :k], values[:k], centred @ vectors[:, :k]


@mistake(
    "pca",
    "Those are the first k rows of eigh's vectors. The eigenvectors are its columns, and the largest eigenvalue comes"
    " last. First flip values and vectors, the vectors along axis 1; then take [:, :k], and transpose.",
)
def takes_rows_in_ascending_order(x, k):
    xp = _checked(x, k)
    centred = _centred(xp, x)
    values, vectors = xp.linalg.eigh(centred.T @ centred / (x.shape[0] - 1))
    return vectors[:k, :], values[:k], centred @ vectors[:k, :].T


@mistake(
    "pca",
    "The mean is not subtracted, and the variances are divided by the number of rows. First centre each feature; then"
    " divide by rows - 1.",
)
def does_not_centre_and_divides_by_the_rows(x, k):
    return _from(_checked(x, k), x, k, x.shape[0])


@mistake(
    "pca",
    "The features are scaled to variance 1, and the variances are divided by the number of rows. First leave out the"
    " scaling: that finds the components of the correlations. Then divide by rows - 1.",
)
def scales_the_features_and_divides_by_the_rows(x, k):
    xp = _checked(x, k)
    centred = _centred(xp, x)
    std = xp.sqrt(xp.mean(centred**2, axis=0))
    return _from(xp, centred / xp.where(std > 0, std, xp.ones_like(std)), k, x.shape[0])


@mistake(
    "pca",
    "The eigenvalues are sorted, but with them the rows of eigh's matrix are taken. The eigenvectors are its columns:"
    " vectors[:, order], then transpose.",
)
def sorts_the_rows_of_the_eigenvectors(x, k):
    xp = _checked(x, k)
    centred = _centred(xp, x)
    values, vectors = xp.linalg.eigh(centred.T @ centred / (x.shape[0] - 1))
    components = xp.flip(vectors, axis=0)[:k, :]
    return components, xp.flip(values, axis=0)[:k], centred @ components.T
