"""RMS norm as torch has it."""

from torch.nn import functional


def rms_norm(x, weight=None, eps=1e-6):
    """Divide each vector along the last axis by its root mean square, then scale its entries."""
    if weight is not None and weight.shape != x.shape[-1:]:
        raise ValueError("a weight has the size of the last axis")
    return functional.rms_norm(x, x.shape[-1:], weight, eps)
