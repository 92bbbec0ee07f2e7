"""One pass over the axis with a running maximum and a running sum, as fused attention kernels do."""

from array_api_compat import array_namespace


def softmax(logits, axis=-1):
    xp = array_namespace(logits)
    columns = xp.moveaxis(logits, axis, 0)
    blocks = [columns[i : i + 1000] for i in range(0, columns.shape[0], 1000)]
    lowest = xp.finfo(logits.dtype).min
    top = xp.max(blocks[0], axis=0)
    total = xp.zeros_like(top)
    for block in blocks:
        larger = xp.maximum(top, xp.max(block, axis=0))
        safe = xp.where(larger < lowest, xp.zeros_like(larger), larger)  # all -inf so far
        total = total * xp.exp(top - safe) + xp.sum(xp.exp(block - safe), axis=0)
        top = larger
    return xp.moveaxis(xp.exp(columns - top) / total, 0, axis)
