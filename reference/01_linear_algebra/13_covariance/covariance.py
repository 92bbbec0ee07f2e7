"""Covariance and correlation: one matrix product holds the products of all columns with all columns."""

from array_api_compat import array_namespace


def covariance(x, ddof=1):
    """How each pair of columns varies together."""
    n = x.shape[0]
    if n <= ddof:
        raise ValueError(f"{n} rows are too few for ddof={ddof}")
    xp = array_namespace(x)
    centred = x - xp.mean(x, axis=0)  # (rows, features)
    return xp.matrix_transpose(centred) @ centred / (n - ddof)  # (features, rows) @ (rows, features)


def correlation(x):
    """The covariance of columns that have been given the same spread."""
    xp = array_namespace(x)
    C = covariance(x)  # (features, features); refuses fewer than two rows
    std = xp.sqrt(xp.linalg.diagonal(C))
    return C / (std[:, None] * std)  # 0/0 is NaN for a constant column
