"""Right all the same: both libraries' own norms, in float64, and results by copies."""

import numpy as np


def clip_by_norm(grads, max_norm):
    if max_norm < 0:
        raise ValueError(f"negative max_norm {max_norm}")
    clipped = [_copy(g) for g in grads]
    norms = [_norm(g) for g in clipped if g is not None]
    norm = float(np.sqrt(np.sum(np.square(norms))))
    if not np.isfinite(norm):
        raise ValueError(f"norm {norm}")
    if norm + 1e-6 > max_norm:
        for g in clipped:
            if g is not None:
                g *= max_norm / (norm + 1e-6)
    return clipped, norm


def clip_by_value(grads, limit):
    if limit < 0:
        raise ValueError(f"negative limit {limit}")
    clipped = [_copy(g) for g in grads]
    for g in clipped:
        if g is not None:
            g[g > limit] = limit
            g[g < -limit] = -limit
    return clipped


def _norm(g):
    if isinstance(g, np.ndarray):
        return np.linalg.norm(g.astype(np.float64).ravel())
    import torch

    return torch.linalg.vector_norm(g, dtype=torch.float64).item()


def _copy(g):
    if g is None:
        return None
    return g.copy() if isinstance(g, np.ndarray) else g.detach().clone()
