"""Right all the same: the shapes are compared by hand, the copying is left to a sum with zeros."""

from array_api_compat import array_namespace, device


def broadcast_shapes(*shapes):
    if not shapes:
        return ()
    last = {shape[-1] for shape in shapes if shape}
    if not last:
        return ()
    if len(last - {1}) > 1:
        raise ValueError("the shapes clash: " + " ".join(map(str, shapes)))
    size = (last - {1} or {1}).pop()
    return (*broadcast_shapes(*[shape[:-1] for shape in shapes]), size)


def broadcast_to(x, shape):
    try:
        fits = broadcast_shapes(tuple(x.shape), tuple(shape)) == tuple(shape)
    except ValueError:
        fits = False
    if not fits:
        raise ValueError(f"x has shape {tuple(x.shape)}, which does not fit {tuple(shape)}")
    return x + array_namespace(x).zeros(shape, dtype=x.dtype, device=device(x))


def scale_features(batch, scale):
    if list(scale.shape) != list(batch.shape)[-1:]:
        raise ValueError("scale has not the shape (features,)")
    return batch * scale
