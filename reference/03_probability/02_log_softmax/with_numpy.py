"""Log-softmax and log-sum-exp with SciPy, for NumPy has none."""

import scipy.special


def logsumexp(x, axis=-1):
    """Return log(sum(exp(x))) along one axis."""
    return scipy.special.logsumexp(x, axis=axis)


def log_softmax(x, axis=-1):
    """Return the logarithm of softmax along one axis."""
    return scipy.special.log_softmax(x, axis=axis)
