"""Right all the same: one-sided rotations make the columns of the centred data orthogonal, pair by pair."""

from array_api_compat import array_namespace, device


def pca(x, k):
    xp = array_namespace(x)
    rows, features = x.shape
    if rows <= 1 or k <= 0 or k > rows or k > features:
        raise ValueError(f"no {k} components")
    turned = x - xp.mean(x, axis=0, keepdims=True)
    basis = xp.eye(features, dtype=x.dtype, device=device(x))
    for _ in range(10):
        for p in range(features):
            for q in range(p + 1, features):
                a, b = turned[:, p], turned[:, q]
                angle = xp.atan2(2 * xp.sum(a * b), xp.sum(a * a) - xp.sum(b * b)) / 2
                cos, sin = xp.cos(angle), xp.sin(angle)
                turned, basis = _turn(xp, turned, p, q, cos, sin), _turn(xp, basis, p, q, cos, sin)
    variances = xp.sum(turned**2, axis=0) / (rows - 1)
    order = xp.argsort(variances, descending=True)[:k]
    return basis[:, order].T, variances[order], turned[:, order]


def _turn(xp, matrix, p, q, cos, sin):
    columns = [matrix[:, i] for i in range(matrix.shape[1])]
    columns[p], columns[q] = cos * columns[p] + sin * columns[q], cos * columns[q] - sin * columns[p]
    return xp.stack(columns, axis=1)
