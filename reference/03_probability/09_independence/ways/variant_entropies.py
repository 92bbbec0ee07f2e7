"""Right all the same: matrix products with ones, and three entropies."""

from array_api_compat import array_namespace


def _ones(joint, axis):
    xp = array_namespace(joint)
    return xp.ones((joint.shape[axis], 1), dtype=joint.dtype, device=joint.device)


def marginals(joint):
    xp = array_namespace(joint)
    a = joint @ _ones(joint, -1)
    b = xp.matrix_transpose(joint) @ _ones(joint, -2)
    return a[..., 0], b[..., 0]


def conditional(joint, axis):
    xp = array_namespace(joint)
    a, b = marginals(joint)
    total = a[..., :, None] if axis in (-1, joint.ndim - 1) else b[..., None, :]
    return xp.where(total == 0, 0 * joint, joint / xp.where(total == 0, total + 1, total))


def is_independent(joint, tol):
    xp = array_namespace(joint)
    a, b = marginals(joint)
    gaps = joint - a[..., :, None] @ b[..., None, :]
    return (xp.max(xp.max(gaps, axis=-1), axis=-1) <= tol) & (xp.min(xp.min(gaps, axis=-1), axis=-1) >= -tol)


def _entropy(p):
    xp = array_namespace(p)
    return -xp.sum(p * xp.log(p + xp.astype(p == 0, p.dtype)), axis=-1)


def mutual_information(joint):
    a, b = marginals(joint)
    return _entropy(a) + _entropy(b) - _entropy(joint.reshape(*joint.shape[:-2], -1))
