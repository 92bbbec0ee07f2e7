"""Independence: notice that keepdims=True and a new axis of size 1 do all the lining up, and that where chooses what is
divided by before the division.
"""

from array_api_compat import array_namespace


def marginals(joint):
    """The distributions of A and of B, each without regard to the other."""
    xp = array_namespace(joint)
    return xp.sum(joint, axis=-1), xp.sum(joint, axis=-2)  # (..., A) and (..., B)


def conditional(joint, axis):
    """The distribution of the variable on one axis, for each value of the other."""
    xp = array_namespace(joint)
    total = xp.sum(joint, axis=axis, keepdims=True)  # of the condition
    return joint / xp.where(total > 0, total, 1)  # 0 / 1 where the condition never happens


def is_independent(joint, tol):
    """Whether every joint probability is the product of the two marginal ones."""
    xp = array_namespace(joint)
    a, b = marginals(joint)
    gaps = joint - a[..., :, None] * b[..., None, :]  # (..., a, b)
    return xp.all(xp.abs(gaps) <= tol, axis=(-2, -1))


def mutual_information(joint):
    """How many nats one of the variables tells about the other."""
    xp = array_namespace(joint)
    a, b = marginals(joint)
    surprise = _log(joint) - _log(a)[..., :, None] - _log(b)[..., None, :]  # (..., a, b)
    return xp.sum(joint * surprise, axis=(-2, -1))


def _log(p):
    """The logarithm, and 0 where p is 0: such a cell has no weight."""
    xp = array_namespace(p)
    return xp.log(xp.where(p > 0, p, 1))
