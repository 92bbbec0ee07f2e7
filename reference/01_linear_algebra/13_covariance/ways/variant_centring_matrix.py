"""Right all the same: centred by a matrix product; the root of the product of two variances."""

from array_api_compat import array_namespace


def covariance(x, ddof=1):
    xp = array_namespace(x)
    n = x.shape[0]
    if n <= ddof:
        raise ValueError(f"{n} rows are too few")
    centring = xp.eye(n, dtype=x.dtype, device=x.device) - xp.ones((n, n), dtype=x.dtype, device=x.device) / n
    return (centring @ x).T @ (centring @ x) / (n - ddof)


def correlation(x):
    xp = array_namespace(x)
    if x.shape[0] < 2:
        raise ValueError(f"{x.shape[0]} rows are too few")
    C = covariance(x, 0)
    v = xp.linalg.diagonal(C)
    return C / xp.sqrt(v[:, None] * v[None, :])
