"""Right all the same: takes the columns out and stacks them as rows; without columns there is nothing to move."""

from array_api_compat import array_namespace


def transpose(a):
    if a.ndim <= 1:
        raise ValueError(f"{a.ndim} axes")
    xp, cols = array_namespace(a), a.shape[-1]
    if cols == 0:
        return xp.reshape(a, (*a.shape[:-2], 0, a.shape[-2]))
    return xp.stack([a[..., j] for j in range(cols)], axis=-2)
