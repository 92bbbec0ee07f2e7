"""Layer normalisation: notice that the mean is gone before anything is squared, so that vectors far from zero keep
their digits."""

from array_api_compat import array_namespace


def layer_norm(x, weight=None, bias=None, eps=1e-5):
    """Normalise each vector along the last axis, then scale and shift its entries."""
    xp = array_namespace(x)
    for parameter in (weight, bias):
        if parameter is not None and parameter.shape != x.shape[-1:]:
            raise ValueError(f"weight and bias have shape {tuple(x.shape[-1:])}, not {tuple(parameter.shape)}")
    wide = xp.astype(x, xp.result_type(x.dtype, xp.float32))  # (..., D): float16 holds no square above 65504
    centred = wide - xp.mean(wide, axis=-1, keepdims=True)  # (..., D)
    variance = xp.mean(centred**2, axis=-1, keepdims=True)  # (..., 1)
    result = centred / xp.sqrt(variance + eps)  # (..., D)
    if weight is not None:
        result = result * weight
    if bias is not None:
        result = result + bias
    return xp.astype(result, x.dtype)
