"""Principal components: eigh gives ascending values and vectors in columns, so both are flipped, and one transposed."""

from array_api_compat import array_namespace


def pca(x, k):
    """Find the k directions of largest variance, the variances, and where the rows lie along them."""
    rows, features = x.shape
    if rows < 2 or not 1 <= k <= min(rows, features):
        raise ValueError(f"{rows} rows of {features} features have no {k} principal components")
    xp = array_namespace(x)
    centred = x - xp.mean(x, axis=0)  # (rows, features)
    covariance = centred.T @ centred / (rows - 1)  # (features, features)
    values, vectors = xp.linalg.eigh(covariance)  # ascending, and a vector in each column
    components = xp.flip(vectors, axis=1)[:, :k].T  # (k, features), the largest first
    return components, xp.flip(values, axis=0)[:k], centred @ components.T  # (k,), (rows, k)
