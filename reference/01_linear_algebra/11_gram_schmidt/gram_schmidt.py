"""Projection and Gram-Schmidt: the projection comes off twice, and the second time removes what rounding left."""

from array_api_compat import array_namespace


def project(v, basis):
    """Return the nearest vector in the span of an orthonormal basis."""
    if v.shape[-1] != basis.shape[0]:
        raise ValueError(f"v has {v.shape[-1]} entries, and the vectors of the basis have {basis.shape[0]}")
    return (v @ basis) @ basis.T  # shares (..., k), then so much of each vector: (..., n)


def orthonormal_basis(vectors):
    """Return orthonormal vectors, as columns, that span what the columns span."""
    xp = array_namespace(vectors)
    basis = vectors[:, :0]  # (n, 0)
    for v in vectors.T:  # (n,)
        rest = v - project(v, basis)
        rest = rest - project(rest, basis)  # what rounding left the first time
        length = xp.sqrt(xp.sum(rest * rest))
        if length > 1000 * xp.finfo(v.dtype).eps * xp.sqrt(xp.sum(v * v)):
            basis = xp.concat([basis, (rest / length)[:, None]], axis=1)
    return basis
