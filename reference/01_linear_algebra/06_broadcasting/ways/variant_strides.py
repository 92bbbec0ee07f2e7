"""Right all the same: reads one entry again and again, by a stride of 0, with a dispatch on types by hand."""

import numpy as np


def broadcast_shapes(*shapes):
    longest = max(shapes, key=len, default=())
    common = list(longest)
    for shape in shapes:
        for axis, n in enumerate(shape, start=len(longest) - len(shape)):
            if common[axis] == 1:
                common[axis] = n
            elif n != 1 and n != common[axis]:
                raise ValueError(f"axis {axis}: {common[axis]} and {n}")
    return tuple(common)


def broadcast_to(x, shape):
    if broadcast_shapes(shape, tuple(x.shape)) != shape:
        raise ValueError(f"{tuple(x.shape)} -> {shape}")
    by_numpy = isinstance(x, np.ndarray)
    strides = x.strides if by_numpy else x.stride()
    kept = [0 if n == 1 else step for n, step in zip(x.shape, strides, strict=True)]
    strides = [0] * (len(shape) - x.ndim) + kept
    if by_numpy:
        return np.lib.stride_tricks.as_strided(x, shape, strides)
    return x.as_strided(shape, strides)


def scale_features(batch, scale):
    if scale.shape != batch.shape[-1:]:
        raise ValueError(f"{scale.shape}")
    return broadcast_to(scale, tuple(batch.shape)) * batch
