"""Right all the same: pairs of columns one at a time, and correlation as the covariance of standardised columns."""

from array_api_compat import array_namespace


def covariance(x, ddof=1):
    rows, features = x.shape
    if rows <= ddof:
        raise ValueError(f"ddof={ddof} takes all of the {rows} rows")
    xp = array_namespace(x)
    deviations = [x[:, j] - xp.mean(x[:, j]) for j in range(features)]
    entries = [xp.sum(a * b) / (rows - ddof) for a in deviations for b in deviations]
    return xp.reshape(xp.stack(entries), (features, features))


def correlation(x):
    if len(x.shape) != 2 or x.shape[0] < 2:
        raise ValueError(f"no correlation in {x.shape}")
    xp = array_namespace(x)
    away = x - x[-1, :]
    std = xp.std(away, axis=0, correction=0)
    std = xp.where(std > 0, std, xp.asarray(xp.nan, dtype=x.dtype, device=x.device))
    return covariance((away - xp.mean(away, axis=0)) / std, ddof=0)
