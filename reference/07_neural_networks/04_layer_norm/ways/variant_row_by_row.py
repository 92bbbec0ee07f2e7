"""A loop over the vectors, flattened and stacked again."""

from array_api_compat import array_namespace


def _one(xp, row, eps):
    centred = row - xp.mean(row)
    return centred / xp.sqrt(xp.mean(xp.square(centred)) + eps)


def layer_norm(x, weight=None, bias=None, eps=1e-5):
    xp = array_namespace(x)
    for vector in (weight, bias):
        if vector is not None and list(vector.shape) != [x.shape[-1]]:
            raise ValueError("shapes: " + str(vector.shape) + " and " + str(x.shape))
    wide = xp.astype(x, xp.float32) if x.dtype == xp.float16 else x
    vectors = xp.reshape(wide, (-1, x.shape[-1]))
    rows = [_one(xp, vectors[i, :], eps) for i in range(vectors.shape[0])]
    y = xp.reshape(xp.stack(rows), x.shape) if rows else wide
    if weight is not None:
        y = y * weight
    if bias is not None:
        y = y + bias
    return xp.astype(y, x.dtype)
