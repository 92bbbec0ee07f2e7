"""Log-softmax and log-sum-exp: notice that log-softmax takes no softmax. The largest entry leaves before exp, and one
subtraction does the rest.
"""

from array_api_compat import array_namespace


def logsumexp(x, axis=-1):
    """Return log(sum(exp(x))) along one axis."""
    xp = array_namespace(x)
    largest = xp.max(x, axis=axis, keepdims=True)
    shift = xp.where(xp.isfinite(largest), largest, xp.zeros_like(largest))  # inf - inf would be NaN
    total = xp.log(xp.sum(xp.exp(x - shift), axis=axis, keepdims=True)) + shift
    return xp.squeeze(total, axis=axis)


def log_softmax(x, axis=-1):
    """Return the logarithm of softmax along one axis."""
    xp = array_namespace(x)
    return x - xp.expand_dims(logsumexp(x, axis=axis), axis=axis)
