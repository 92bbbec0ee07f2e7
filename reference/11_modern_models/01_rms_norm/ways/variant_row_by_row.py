"""One vector after the other, divided by its largest entry before it is squared."""

from array_api_compat import array_namespace


def rms_norm(x, weight=None, eps=1e-6):
    xp = array_namespace(x)
    if weight is not None and tuple(weight.shape) != tuple(x.shape[-1:]):
        raise ValueError(f"shapes {tuple(weight.shape)} and {tuple(x.shape[-1:])}")
    rows = [_row(xp, row, eps) for row in xp.reshape(x, (-1, x.shape[-1]))]
    result = xp.reshape(xp.stack(rows), x.shape) if rows else xp.astype(x, xp.result_type(x.dtype, xp.float32))
    return xp.astype(result if weight is None else result * weight, x.dtype)


def _row(xp, row, eps):
    row = xp.astype(row, xp.result_type(row.dtype, xp.float32))
    largest = xp.max(xp.abs(row))
    size = xp.where(largest > 1.0, largest, 1.0)
    small = row / size
    return small / (xp.mean(small * small) + eps / size / size) ** 0.5
