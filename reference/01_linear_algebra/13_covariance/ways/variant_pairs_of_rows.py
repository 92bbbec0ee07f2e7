"""Right all the same: from the differences of all pairs of rows, without a mean."""

from array_api_compat import array_namespace


def covariance(x, ddof=1):
    n = x.shape[0]
    if n - ddof <= 0:
        raise ValueError(f"too few rows: {n}")
    xp = array_namespace(x)
    total = xp.matrix_transpose(x[:1, :] * 0) @ (x[:1, :] * 0)
    for k in range(1, n):
        apart = x[k:, :] - x[:-k, :]
        total = total + xp.matrix_transpose(apart) @ apart
    return total / n / (n - ddof)


def correlation(x):
    if x.shape[0] < 2:
        raise ValueError(f"{len(x)} rows have no correlation")
    xp = array_namespace(x)
    C = covariance(x)
    std = xp.linalg.diagonal(C) ** 0.5
    std = xp.where(std == 0, xp.nan, std)
    return C / std / std[:, None]
