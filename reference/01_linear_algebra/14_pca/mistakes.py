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
    "The mean was not subtracted. The first component then points from the origin to the data, and not along what"
    " varies: centre each feature first.",
)
def does_not_centre(x, k):
    return _from(_checked(x, k), x, k, x.shape[0] - 1)


@mistake(
    "pca",
    "One mean of all entries is subtracted. Each feature has a mean of its own: average over the rows, axis=0.",
)
def subtracts_one_mean_for_all(x, k):
    xp = _checked(x, k)
    return _from(xp, x - xp.mean(x), k, x.shape[0] - 1)


@mistake("pca", "Each row was brought to mean 0. It is the features that are centred: average over the rows, axis=0.")
def centres_the_rows(x, k):
    xp = _checked(x, k)
    return _from(xp, x - xp.mean(x, axis=1, keepdims=True), k, x.shape[0] - 1)


@mistake(
    "pca",
    "The features were scaled to variance 1 before. That finds the components of the correlations; those of the data"
    " as they are come from centring alone.",
)
def scales_the_features(x, k):
    xp = _checked(x, k)
    centred = _centred(xp, x)
    std = xp.sqrt(xp.mean(centred**2, axis=0))
    return _from(xp, centred / xp.where(std > 0, std, xp.ones_like(std)), k, x.shape[0] - 1)


@mistake(
    "pca",
    "The features were divided by their standard deviations before. That finds the components of the correlations;"
    " those of the data as they are come from centring alone.",
)
def scales_the_features_by_rows_minus_one(x, k):
    xp = _checked(x, k)
    centred, by = _centred(xp, x), x.shape[0] - 1
    std = xp.sqrt(xp.sum(centred**2, axis=0) / by)
    return _from(xp, centred / xp.where(std > 0, std, xp.ones_like(std)), k, by)


@mistake("pca", "The right components are there in ascending order. That of the largest variance comes first.")
def gives_them_in_ascending_order(x, k):
    xp = array_namespace(x)
    components, variances, projected = pca(x, k)
    return xp.flip(components, axis=0), xp.flip(variances, axis=0), xp.flip(projected, axis=1)


@mistake(
    "pca",
    "Those are the k components of least variance: eigh gives the eigenvalues in ascending order. Take the last k,"
    " the largest first.",
)
def takes_the_smallest(x, k):
    xp = _checked(x, k)
    centred = _centred(xp, x)
    values, vectors = xp.linalg.eigh(centred.T @ centred / (x.shape[0] - 1))
    components = vectors[:, :k].T
    return components, values[:k], centred @ components.T


@mistake(
    "pca",
    "The variances were turned round and the components were not: each variance stands beside another's direction.",
)
def turns_the_variances_alone(x, k):
    xp = _checked(x, k)
    centred = _centred(xp, x)
    values, vectors = xp.linalg.eigh(centred.T @ centred / (x.shape[0] - 1))
    components = vectors[:, vectors.shape[1] - k :].T
    return components, xp.flip(values, axis=0)[:k], centred @ components.T


@mistake(
    "pca",
    "The variances are divided by the number of rows. The mean was estimated from the same rows: divide by rows - 1.",
)
def divides_by_the_number_of_rows(x, k):
    xp = _checked(x, k)
    return _from(xp, _centred(xp, x), k, x.shape[0])


@mistake("pca", "Those are sums of squares, squared singular values: divide by rows - 1 to make variances of them.")
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


@mistake("pca", "Those are standard deviations: the variance is the square.")
def gives_standard_deviations(x, k):
    xp = array_namespace(x)
    components, variances, projected = pca(x, k)
    return components, xp.sqrt(xp.clip(variances, min=0)), projected


@mistake(
    "pca",
    "Those are shares of the total variance, which add up to 1. explained_variance is in the square of the data's own"
    " units.",
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
    "The first k rows of the matrix of eigenvectors were taken. The eigenvectors are its columns: [:, :k], and then"
    " transpose.",
)
def takes_rows_of_the_eigenvectors(x, k):
    xp = _checked(x, k)
    centred = _centred(xp, x)
    values, vectors = _of(xp, centred.T @ centred / (x.shape[0] - 1))
    components = vectors[:k, :]
    return components, values[:k], centred @ components.T


@mistake("pca", "The data was projected with its mean still in it. The components start at the mean: project x - mean.")
def projects_without_centring(x, k):
    components, variances, _ = pca(x, k)
    return components, variances, x @ components.T


@mistake(
    "pca",
    "The projection is divided by the standard deviations, or is U alone: that is whitened data. Leave it in the"
    " data's own units, U times the singular values.",
)
def whitens_the_projection(x, k):
    xp = array_namespace(x)
    components, variances, projected = pca(x, k)
    std = xp.sqrt(xp.clip(variances, min=0))
    return components, variances, projected / xp.where(std > 0, std, xp.ones_like(std))


@mistake(
    "pca",
    "The projection has come back to the features: that is the reconstruction, (rows, features). Its coordinates"
    " along the components are asked for, (rows, k).",
)
def gives_the_reconstruction(x, k):
    components, variances, projected = pca(x, k)
    return components, variances, projected @ components


@mistake(
    "pca",
    "Rows and features have changed places: the directions found are those of a space with an axis for each row. The"
    " covariance has the shape (features, features).",
)
def takes_the_rows_for_features(x, k):
    xp = _checked(x, k)
    return _from(xp, _centred(xp, x.T), k, max(x.shape[1] - 1, 1))


@mistake(
    "pca",
    "Those are eigenvectors of centred @ centred.T, which has the shape (rows, rows): they have an entry for each row."
    " The covariance is centred.T @ centred, (features, features).",
)
def takes_eigenvectors_of_the_rows(x, k):
    xp = _checked(x, k)
    centred = _centred(xp, x)
    values, vectors = _of(xp, centred @ centred.T / (x.shape[0] - 1))
    return vectors[:, :k].T, values[:k], vectors[:, :k].T @ centred


@mistake("pca", "All components come back. Only the first k are asked for, of all three results.")
def gives_all_components(x, k):
    _checked(x, k)
    return pca(x, min(x.shape))


@mistake("pca", "The components have not length 1: they are multiplied with the standard deviations, as loadings are.")
def stretches_the_components(x, k):
    xp = array_namespace(x)
    components, variances, projected = pca(x, k)
    return components * xp.sqrt(xp.clip(variances, min=0))[:, None], variances, projected


@mistake(
    "pca",
    "Some components were turned round and their coordinates were not. The sign is free, but a direction and the"
    " coordinates along it go together: project on the components that you give back.",
)
def turns_components_alone(x, k):
    components, variances, projected = pca(x, k)
    turned = array_namespace(x).where(components[:, :1] < 0, -components, components)
    return turned, variances, projected


@mistake(
    "pca",
    "A direction was divided by a singular value that is 0, or a rounding error: what is left has no meaning, or is"
    " NaN. Where nothing varies any more there are directions all the same; eigh of the covariance and svd give them.",
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
    "One component after the other, by power iteration and deflation: where nothing varies any more, or two variances"
    " are equal, a vector comes out that is not at right angles to the ones before. eigh gives all of them.",
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
    "The covariance is a mean of products minus a product of means. Far from zero these are huge numbers whose"
    " difference is lost to rounding: subtract the means first, then multiply.",
)
def subtracts_the_product_of_means(x, k):
    xp = _checked(x, k)
    n, mean = x.shape[0], xp.mean(x, axis=0)
    values, vectors = _of(xp, (x.T @ x - n * mean[:, None] * mean[None, :]) / (n - 1))
    components = vectors[:, :k].T
    return components, values[:k], _centred(xp, x) @ components.T


@mistake("pca", "float32 goes in and float64 comes out, or the other way round: keep the dtype of the input.")
def finds_them_in_float64(x, k):
    xp = array_namespace(x)
    return pca(xp.astype(x, xp.float64), k)


@mistake(
    "pca",
    "The data of the caller is changed: x -= mean writes into it. Compute into a new array: centred = x - mean.",
)
def centres_in_place(x, k):
    xp = _checked(x, k)
    x -= xp.mean(x, axis=0)
    return pca(x, k)


@mistake(
    "pca",
    "k is not checked: a slice takes what there is, and counts a negative k from the end. Raise a ValueError where k"
    " is less than 1, or larger than the number of rows or of features, or where there are fewer than two rows.",
)
def does_not_check_k(x, k):
    xp = array_namespace(x)
    values, vectors = _of(xp, _centred(xp, x).T @ _centred(xp, x) / max(x.shape[0] - 1, 1))
    return vectors[:, :k].T, values[:k], _centred(xp, x) @ vectors[:, :k]
