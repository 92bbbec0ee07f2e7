"""In float64 throughout, with sums of products and a power in place of means and a root."""

from array_api_compat import array_namespace


def layer_norm(x, weight=None, bias=None, eps=1e-5):
    xp = array_namespace(x)
    *_, d = x.shape
    if wrong := [v for v in (weight, bias) if v is not None and (v.ndim != 1 or v.shape[0] != d)]:
        raise ValueError(f"weight and bias need ({d},), got {[tuple(v.shape) for v in wrong]}")
    x64 = xp.astype(x, xp.float64)
    shifted = x64 - x64[..., :1]  # the first entry is near the mean where all are far from zero
    centred = shifted - xp.sum(shifted, axis=-1, keepdims=True) / d
    scale = (xp.sum(centred * centred, axis=-1, keepdims=True) / d + eps) ** -0.5
    gain = 1.0 if weight is None else xp.astype(weight, xp.float64)
    y = centred * (scale * gain)
    if bias is not None:
        y = y + xp.astype(bias, xp.float64)
    return xp.astype(y, x.dtype)
