"""A right solution that reads each slice in blocks, and keeps the largest entry and the sum so far."""

from array_api_compat import array_namespace


def logsumexp(x, axis=-1):
    xp = array_namespace(x)
    x = xp.moveaxis(x, axis, 0)
    top = xp.full_like(x[0], -float("inf"))
    total = xp.zeros_like(top)
    for i in range(0, x.shape[0], 2):
        block = x[i : i + 2]
        new = xp.maximum(top, xp.max(block, axis=0))
        shift = xp.where(xp.isinf(new), xp.zeros_like(new), new)
        total = total * xp.exp(top - shift) + xp.sum(xp.exp(block - shift), axis=0)
        top = new
    return xp.log(total) + xp.where(xp.isinf(top), xp.zeros_like(top), top)


def log_softmax(x, axis=-1):
    xp = array_namespace(x)
    return x - xp.expand_dims(logsumexp(x, axis), axis=axis)
