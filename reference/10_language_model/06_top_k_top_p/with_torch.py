"""Top-k and top-p as they are written with torch's own functions."""

import torch


def top_k(logits, k):
    """Keep the logits that are at least the k-th largest of their row."""
    least = torch.topk(logits, min(k, logits.shape[-1]), dim=-1).values[..., -1:]
    return logits.masked_fill(logits < least, -torch.inf)


def top_p(logits, p):
    """Keep the fewest most probable tokens of each row whose probabilities sum to at least p."""
    if p >= 1:
        return logits.clone()
    ranked, order = torch.sort(logits, dim=-1, descending=True, stable=True)
    reached = torch.softmax(ranked, dim=-1).cumsum(dim=-1).roll(1, dims=-1) >= p
    reached[..., 0] = False
    return logits.masked_fill(torch.zeros_like(reached).scatter(-1, order, reached), -torch.inf)


def filter_logits(logits, temperature=1.0, k=None, p=None):
    """Apply a temperature, then top-k, then top-p."""
    logits = logits / temperature
    logits = logits if k is None else top_k(logits, k)
    return logits if p is None else top_p(logits, p)
