"""Right all the same: says for each entry of the result which one of x it is; shapes meet two by two."""

import functools

from array_api_compat import array_namespace, device


def _meet(one, other):
    if len(one) < len(other):
        one, other = other, one
    head, tail = one[: len(one) - len(other)], one[len(one) - len(other) :]
    sizes = []
    for m, n in zip(tail, other, strict=True):
        if m != n and m != 1 and n != 1:
            raise ValueError(f"{m} against {n}")
        sizes.append(n if m == 1 else m)
    return (*head, *sizes)


def broadcast_shapes(*shapes):
    return functools.reduce(_meet, shapes, ())


def broadcast_to(x, shape):
    if _meet(tuple(x.shape), tuple(shape)) != tuple(shape):
        raise ValueError(f"{x.shape} is not {shape}")
    if not x.ndim:
        return broadcast_to(x[None], shape) if shape else x
    xp, index = array_namespace(x), []
    for axis, n in enumerate(shape[len(shape) - x.ndim :]):
        places = xp.arange(n, device=device(x)) * int(x.shape[axis] != 1)
        index.append(xp.reshape(places, (n,) + (1,) * (x.ndim - axis - 1)))
    stretched = x[tuple(index)]
    for n in reversed(shape[: len(shape) - x.ndim]):
        stretched = stretched[None][xp.zeros(n, dtype=xp.int64, device=device(x))]
    return stretched


def scale_features(batch, scale):
    if tuple(scale.shape) != (batch.shape[-1],):
        raise ValueError("one number for each feature, please")
    return broadcast_to(scale, tuple(batch.shape)) * batch
