"""RMS norm with NumPy: by the length of each vector, in at least float32."""

import numpy as np


def rms_norm(x, weight=None, eps=1e-6):
    """Divide each vector along the last axis by its root mean square, then scale its entries."""
    if weight is not None and weight.shape != x.shape[-1:]:
        raise ValueError("a weight has the size of the last axis")
    wide = x.astype(np.promote_types(x.dtype, np.float32))
    length = np.linalg.norm(wide, axis=-1, keepdims=True)
    result = wide / np.sqrt(length**2 / x.shape[-1] + eps)
    return (result if weight is None else result * weight).astype(x.dtype)
