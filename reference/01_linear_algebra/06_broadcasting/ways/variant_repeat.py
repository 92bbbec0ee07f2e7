"""Right all the same: walks over the axes from the last one back, and repeats along each."""

import numpy as np


def broadcast_shapes(*shapes):
    common = []
    for k in range(1, 1 + max(map(len, shapes), default=0)):
        size = 1
        for shape in shapes:
            n = shape[-k] if k <= len(shape) else 1
            if size == 1:
                size = n
            elif n not in (1, size):
                raise ValueError(shapes)
        common.insert(0, size)
    return tuple(common)


def broadcast_to(x, shape):
    if len(x.shape) > len(shape) or any(m not in (1, n) for m, n in zip(x.shape[::-1], shape[::-1], strict=False)):
        raise ValueError(f"no way from {list(x.shape)} to {list(shape)}")
    by_numpy = isinstance(x, np.ndarray)
    while len(x.shape) < len(shape):
        x = x[None]
    for axis in reversed(range(len(shape))):
        if x.shape[axis] == 1:
            x = np.repeat(x, shape[axis], axis) if by_numpy else x.repeat_interleave(shape[axis], axis)
    return x


def scale_features(batch, scale):
    if scale.ndim != 1 or len(scale) != batch.shape[-1]:
        raise ValueError("scale")
    scaled = batch * 1
    for j in range(len(scale)):
        scaled[..., j] *= scale[j]
    return scaled
