"""Gradient clipping of one long vector, in NumPy."""

import numpy as np


def clip_by_norm(grads, max_norm):
    """Shorten all gradients by one factor where together they are longer than a limit."""
    if max_norm < 0:
        raise ValueError("negative")
    grads = list(grads)
    entries = np.concatenate([np.zeros(1), *[np.ravel(g) for g in grads if g is not None]]).astype(np.longdouble)
    norm = float(np.linalg.norm(entries))
    if not np.isfinite(norm):
        raise ValueError("not finite")
    factor = np.clip(max_norm / (norm + 1e-6), None, 1.0)
    return [None if g is None else np.asarray(g * factor, g.dtype) for g in grads], norm


def clip_by_value(grads, limit):
    """Cut off every entry at a limit on either side."""
    if limit < 0:
        raise ValueError("negative")
    return [None if g is None else np.clip(g, -limit, limit) for g in grads]
