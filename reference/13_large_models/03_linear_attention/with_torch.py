"""By the logarithms of the decays, hidden before the exponential."""

import torch


def recurrent(q, k, v, decay=None, state=None):
    """Token by token, with products of matrices."""
    s = v.new_zeros((*k.shape[:-2], k.shape[-1], v.shape[-1])) if state is None else state
    answers = []
    for t in range(k.shape[-2]):
        kept = s if decay is None else decay[..., t, None, None] * s
        s = kept + k[..., t : t + 1, :].mT @ v[..., t : t + 1, :]
        answers.append(q[..., t : t + 1, :] @ s)
    return (torch.cat(answers, -2) if answers else v), s


def parallel(q, k, v, decay=None):
    """All pairs of tokens."""
    logs = (v.new_ones(v.shape[:-1]) if decay is None else decay).log().cumsum(-1)
    hidden = torch.ones(v.shape[-2], v.shape[-2], dtype=torch.bool, device=v.device).triu(1)
    left = (logs[..., :, None] - logs[..., None, :]).masked_fill(hidden, -torch.inf).exp()
    return (q @ k.mT * left) @ v


def chunked(q, k, v, decay=None, state=None, size=16):
    """Token by token: it is the same."""
    if size < 1:
        raise ValueError(f"size {size}")
    return recurrent(q, k, v, decay, state)
