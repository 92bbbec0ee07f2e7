"""Masking without masked values: in each slice, what may be used is taken out and put back."""

import torch


def causal_mask(n, device=None):
    """Let each place see itself and the places before it."""
    return torch.ones(n, n, dtype=torch.bool, device=device).tril()


def padding_mask(lengths, n):
    """Let each text be seen up to its length."""
    rows = [[j < length for j in range(n)] for length in lengths.tolist()]
    return torch.tensor(rows, dtype=torch.bool, device=lengths.device).reshape(len(rows), n)


def masked_mean(x, mask, dim):
    """Average what may be used along one axis."""
    slices, masks, shape = _slices(x, mask, dim)
    means = [row[usable].sum() / max(int(usable.sum()), 1) for row, usable in zip(slices, masks, strict=True)]
    return torch.stack(means).reshape(shape) if means else x.new_zeros(shape)


def masked_softmax(logits, mask, dim=-1):
    """Turn the logits that may be used into probabilities along one axis."""
    slices, masks, shape = _slices(logits, mask, dim)
    rows = [
        torch.zeros_like(row).masked_scatter(usable, torch.softmax(row[usable], dim=0))
        for row, usable in zip(slices, masks, strict=True)
    ]
    if not rows:
        return torch.zeros_like(logits)
    return torch.stack(rows).reshape(*shape, logits.shape[dim]).movedim(-1, dim)


def _slices(x, mask, dim):
    """The slices of x and of the mask along an axis, and the shape of the other axes."""
    x, mask = x.movedim(dim, -1), mask.expand(x.shape).movedim(dim, -1)
    count, n = x[..., :1].numel() if x.shape[-1] else x.shape[:-1].numel(), x.shape[-1]
    return x.reshape(count, n), mask.reshape(count, n), x.shape[:-1]
