"""Right all the same: the bias is the weight of a feature that is always 1, and relu the negative of a minimum."""

from array_api_compat import array_namespace


def relu(x):
    xp = array_namespace(x)
    return -xp.minimum(-x, xp.zeros_like(x))


def dense(x, W, b):
    if tuple(b.shape) != (W.shape[-1],) or W.shape[-2] != x.shape[-1]:
        raise ValueError("x, W and b do not fit")
    xp = array_namespace(x)
    with_one = xp.concat([x, xp.ones_like(xp.sum(x, axis=-1, keepdims=True))], axis=-1)
    return relu(with_one @ xp.concat([W, b[None, :]]))
