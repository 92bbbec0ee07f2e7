"""Broadcasting: how arrays of different shapes meet.

Notice that 0 needs no case of its own: the common size is the one that is not 1, whatever it is.
"""

from array_api_compat import array_namespace, device


def broadcast_shapes(*shapes):
    """Return the shape in which arrays of these shapes meet."""
    ndim = max((len(shape) for shape in shapes), default=0)
    padded = [(1,) * (ndim - len(shape)) + tuple(shape) for shape in shapes]
    common = []
    for sizes in zip(*padded, strict=True):  # the sizes of one axis
        others = {n for n in sizes if n != 1}
        if len(others) > 1:
            raise ValueError(f"shapes {shapes} do not broadcast")
        common.append(others.pop() if others else 1)
    return tuple(common)


def broadcast_to(x, shape):
    """Stretch an array to a shape."""
    if broadcast_shapes(tuple(x.shape), shape) != shape:
        raise ValueError(f"shape {tuple(x.shape)} cannot be stretched to {shape}")
    xp = array_namespace(x)
    x = xp.reshape(x, (1,) * (len(shape) - x.ndim) + tuple(x.shape))
    for axis, n in enumerate(shape):
        if x.shape[axis] != n:  # then it is 1: take its one entry n times
            x = xp.take(x, xp.zeros(n, dtype=xp.int64, device=device(x)), axis=axis)
    return x


def scale_features(batch, scale):
    """Multiply each feature of every row by its own number."""
    if scale.shape != batch.shape[-1:]:
        raise ValueError(f"scale {tuple(scale.shape)} does not match the features of {tuple(batch.shape)}")
    return batch * scale  # (..., features) * (features,)
