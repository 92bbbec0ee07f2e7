"""Log-sum-exp by SciPy, minus the cosine of each pair."""

import numpy as np
import scipy.special


def info_nce(a, b, temperature=0.07):
    """Return the mean of both directions."""
    if a.shape != b.shape:
        raise ValueError(f"{a.shape} and {b.shape}")
    if temperature <= 0:
        raise ValueError(f"{temperature}")
    a, b = (x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-12) for x in (a, b))
    logits = np.einsum("id,jd->ij", a, b) / temperature
    own = np.diagonal(logits)
    rows, columns = (np.mean(scipy.special.logsumexp(logits, axis=axis) - own) for axis in (1, 0))
    return (rows + columns) / 2
