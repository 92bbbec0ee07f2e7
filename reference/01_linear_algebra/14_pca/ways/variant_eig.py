"""Right all the same: eig, which knows nothing of symmetry, and right angles put in afterwards."""

from array_api_compat import array_namespace


def pca(x, k):
    xp = array_namespace(x)
    n, features = x.shape
    if n < 2 or not 1 <= k <= min(n, features):
        raise ValueError(f"k = {k} does not fit {n} rows of {features} features")
    centred = x - xp.mean(x, axis=0)
    values, vectors = xp.linalg.eig(centred.T @ centred / (n - 1))
    order = xp.argsort(xp.real(values), descending=True)
    basis, _ = xp.linalg.qr(xp.real(vectors)[:, order])
    return basis[:, :k].T, xp.real(values)[order][:k], centred @ basis[:, :k]
