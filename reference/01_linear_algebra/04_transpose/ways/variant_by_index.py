"""Right all the same: says of each entry of the result where it comes from."""

from array_api_compat import array_namespace, device


def transpose(a):
    if len(a.shape) < 2:
        raise ValueError("not a matrix")
    xp = array_namespace(a)
    i = xp.arange(a.shape[-2], device=device(a))[None, :]
    j = xp.arange(a.shape[-1], device=device(a))[:, None]
    return a[..., i, j]
