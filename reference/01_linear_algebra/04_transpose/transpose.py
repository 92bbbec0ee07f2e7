"""The transpose: rows become columns.

Notice that `...` carries the batch along: the same loop turns one matrix or a thousand.
"""

from array_api_compat import array_namespace, device


def transpose(a):
    """Swap the last two axes."""
    if a.ndim < 2:
        raise ValueError(f"expected two axes or more, got shape {tuple(a.shape)}")
    xp = array_namespace(a)
    shape = (*a.shape[:-2], a.shape[-1], a.shape[-2])  # (..., cols, rows)
    turned = xp.empty(shape, dtype=a.dtype, device=device(a))
    for j in range(a.shape[-1]):
        turned[..., j, :] = a[..., :, j]  # row j of the result is column j
    return turned
