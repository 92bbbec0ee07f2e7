"""Independence with SciPy's elementwise p log p, by entropies."""

import numpy as np
import scipy.special


def marginals(joint):
    """The distributions of A and of B, each without regard to the other."""
    return np.sum(joint, axis=-1), np.sum(joint, axis=-2)


def conditional(joint, axis):
    """The distribution of the variable on one axis, for each value of the other."""
    total = np.sum(joint, axis=axis, keepdims=True)
    return np.divide(joint, total, out=np.zeros_like(joint), where=total > 0)


def is_independent(joint, tol):
    """Whether every joint probability is the product of the two marginal ones."""
    a, b = marginals(joint)
    return np.max(np.abs(joint - np.einsum("...a,...b->...ab", a, b)), axis=(-2, -1)) <= tol


def mutual_information(joint):
    """How many nats one of the variables tells about the other."""
    a, b = (scipy.special.entr(p).sum(axis=-1) for p in marginals(joint))
    return a + b - scipy.special.entr(joint).sum(axis=(-2, -1))
