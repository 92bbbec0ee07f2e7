"""Right all the same: mirrors turn one direction after the other onto an axis; the mirrored axes are the basis."""

import numpy as np
from array_api_compat import array_namespace, device


def project(v, basis):
    if v.shape[-1] != basis.shape[0]:
        raise ValueError(f"no projection: {tuple(v.shape)} on {tuple(basis.shape)}")
    return array_namespace(v).sum((v @ basis)[..., None, :] * basis, axis=-1)


def _reflect(xp, x, mirror):
    return x - 2 * mirror * xp.sum(mirror * x) / xp.sum(mirror * mirror)


def orthonormal_basis(vectors):
    xp, n = array_namespace(vectors), vectors.shape[0]
    one = xp.eye(n, dtype=vectors.dtype, device=device(vectors))
    mirrors = []
    for k in range(vectors.shape[1]):
        v = vectors[:, k]
        bound = 1000 * xp.finfo(v.dtype).eps * xp.sqrt(xp.sum(v * v))
        for mirror in mirrors:
            v = _reflect(xp, v, mirror)
        r = len(mirrors)
        below = xp.concat([0 * v[:r], v[r:]])
        length = xp.sqrt(xp.sum(below * below))
        if length > bound:
            mirrors.append(below + (length if v[r] >= 0 else -length) * one[r])
    basis = []
    for r in range(len(mirrors)):
        q = one[r]
        for mirror in reversed(mirrors[: r + 1]):
            q = _reflect(xp, q, mirror)
        basis.append(q)
    return xp.stack(basis, axis=np.intp(1)) if basis else vectors[:, :0]
