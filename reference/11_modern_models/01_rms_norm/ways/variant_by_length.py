"""By the squared length of each vector, a dot product with itself, and eps that is D times as large."""

from array_api_compat import array_namespace


def rms_norm(x, weight=None, eps=1e-6):
    xp, n = array_namespace(x), x.shape[-1]
    if weight is not None and tuple(weight.shape) != (n,):
        raise ValueError(f"{tuple(weight.shape)} is not {(n,)}")
    wide = x if x.dtype in (xp.float32, xp.float64) else xp.astype(x, xp.float32)
    squared = xp.vecdot(wide, wide, axis=-1)[..., None]
    unit = wide * n**0.5 / xp.sqrt(squared + n * eps)
    return xp.astype(unit if weight is None else unit * weight, x.dtype)
