"""All tokens in one triangular system."""

import torch


def delta_rule(q, k, v, beta, state=None):
    """Write each pair of key and value over what the state holds for that key, then read with the query."""
    s = v.new_zeros((*k.shape[:-2], k.shape[-1], v.shape[-1])) if state is None else state
    table = beta[..., None] * (k @ k.mT)
    system = torch.eye(k.shape[-2], dtype=v.dtype, device=v.device) + table.tril(-1)
    right = beta[..., None] * (v - k @ s)
    new = torch.linalg.solve_triangular(system, right, upper=False, unitriangular=True) if right.numel() else right
    return q @ s + (q @ k.mT).tril() @ new, s + k.mT @ new


def chunked_delta(q, k, v, beta, state=None, size=16):
    """All at once: it is the same."""
    if size < 1:
        raise ValueError(f"size {size}")
    return delta_rule(q, k, v, beta, state)
