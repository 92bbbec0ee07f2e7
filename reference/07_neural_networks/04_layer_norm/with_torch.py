"""Layer normalisation as torch has it."""

from torch.nn import functional


def layer_norm(x, weight=None, bias=None, eps=1e-5):
    """Normalise each vector along the last axis, then scale and shift its entries."""
    for parameter in (weight, bias):
        if parameter is not None and parameter.shape != x.shape[-1:]:
            raise ValueError("weight and bias have the size of the last axis")
    return functional.layer_norm(x, x.shape[-1:], weight, bias, eps)
