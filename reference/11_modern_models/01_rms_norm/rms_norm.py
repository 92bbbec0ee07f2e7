"""RMS norm: notice what is not there. No mean is subtracted, so that each vector keeps its direction."""

from array_api_compat import array_namespace


def rms_norm(x, weight=None, eps=1e-6):
    """Divide each vector along the last axis by its root mean square, then scale its entries."""
    xp = array_namespace(x)
    if weight is not None and weight.shape != x.shape[-1:]:
        raise ValueError(f"the weight has shape {tuple(weight.shape)}, not {tuple(x.shape[-1:])}")
    wide = xp.astype(x, xp.result_type(x.dtype, xp.float32))  # (..., D): float16 holds no square above 65504
    result = wide / xp.sqrt(xp.mean(wide**2, axis=-1, keepdims=True) + eps)  # (..., D)
    if weight is not None:
        result = result * weight
    return xp.astype(result, x.dtype)
