"""The gain times x first, and the inverse root at the end, as a power."""

from array_api_compat import array_namespace


def rms_norm(x, weight=None, eps=1e-6):
    xp = array_namespace(x)
    size = x.shape[-1]
    if weight is None:
        weight = xp.ones(size, dtype=x.dtype, device=x.device)
    elif weight.ndim != 1 or weight.shape[0] != size:
        raise ValueError(f"weight: {tuple(weight.shape)}, and not {(size,)}")
    wide = xp.astype(x, xp.float32) if x.dtype == xp.float16 else x
    inverse = (xp.sum(wide * wide, axis=-1, keepdims=True) / size + eps) ** -0.5
    return xp.astype(xp.astype(weight, wide.dtype) * wide * inverse, x.dtype)
