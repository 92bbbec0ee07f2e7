"""Right all the same: everything moved to the middle first, then one product of matrices with two more columns."""

from array_api_compat import array_namespace


def pairwise_distances(a, b):
    xp = array_namespace(a)
    if a.shape[-1] != b.shape[-1]:
        raise ValueError(f"{a.shape} {b.shape}")
    if a.shape[0] and b.shape[0]:
        middle = (xp.mean(a, axis=0) + xp.mean(b, axis=0)) / 2
        a, b = a - middle, b - middle
    of_a, of_b = xp.sum(a**2, axis=1, keepdims=True), xp.sum(b**2, axis=1, keepdims=True)
    left = xp.concat([a, of_a, xp.ones_like(of_a)], axis=1)
    right = xp.concat([-2 * b, xp.ones_like(of_b), of_b], axis=1)
    return xp.sqrt(xp.abs(xp.matmul(left, right.T)))
