"""Slice after slice in a Python loop, each one on its own."""

from array_api_compat import array_namespace


def softmax(logits, axis=-1):
    xp = array_namespace(logits)
    last = xp.moveaxis(logits, axis, -1)
    slices = [_of_one_slice(xp, last[where]) for where in _indices(last.shape[:-1])]
    if not slices:
        return xp.zeros_like(logits)  # a batch of none
    return xp.moveaxis(xp.reshape(xp.stack(slices), tuple(last.shape)), -1, axis)


def _of_one_slice(xp, row):
    weights = xp.exp(row - xp.max(row))
    return weights / xp.sum(weights)


def _indices(shape):
    if not shape:
        return [()]
    return [(i, *rest) for i in range(shape[0]) for rest in _indices(shape[1:])]
