"""Right all the same: rotations turn axes into the span, two at a time; a projection is a sum that grows."""

from array_api_compat import array_namespace, device


def project(v, basis):
    if v.shape[-1] != basis.shape[0]:
        raise ValueError(f"{tuple(v.shape)}, {tuple(basis.shape)}")
    near = v - v
    for q in basis.T:
        near = near + ((v - near) @ q)[..., None] * q
    return near


def orthonormal_basis(vectors):
    xp, n = array_namespace(vectors), vectors.shape[0]
    axes, r = list(xp.eye(n, dtype=vectors.dtype, device=device(vectors))), 0
    for v in vectors.T:
        c = [xp.sum(axis * v) for axis in axes]
        left = xp.sqrt(sum((x * x for x in c[r:]), start=0 * xp.sum(v)))
        if left <= 1000 * xp.finfo(v.dtype).eps * xp.sqrt(xp.sum(v * v)):
            continue
        for i in range(r + 1, n):
            if c[i] != 0:
                length = xp.sqrt(c[r] * c[r] + c[i] * c[i])
                cos, sin = c[r] / length, c[i] / length
                axes[r], axes[i] = cos * axes[r] + sin * axes[i], cos * axes[i] - sin * axes[r]
                c[r] = length
        r += 1
    return xp.stack(axes[:r], axis=1) if r else vectors[:, :0]
