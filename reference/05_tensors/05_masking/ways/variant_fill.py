"""Right all the same: filled three times, and averaged by a matrix product."""

import torch
import torch.nn.functional as F


def causal_mask(n, device=None):
    i, j = torch.meshgrid(torch.arange(n, device=device), torch.arange(n, device=device), indexing="ij")
    return ~(j > i)


def padding_mask(lengths, n):
    mask = torch.zeros(len(lengths), n, dtype=torch.bool, device=lengths.device)
    for row, length in zip(mask, lengths.tolist(), strict=True):
        row[:length] = True
    return mask


def masked_mean(x, mask, dim):
    mask = mask.expand_as(x)
    rows = torch.where(mask, x, torch.zeros_like(x)).movedim(dim, -1)
    ones = torch.ones(rows.shape[-1], dtype=x.dtype, device=x.device)
    count = torch.count_nonzero(mask, dim).to(x.dtype)
    return rows @ ones / torch.maximum(count, torch.ones_like(count))


def masked_softmax(logits, mask, dim=-1):
    mask = mask.expand_as(logits)
    some = torch.any(mask, dim, keepdim=True).expand_as(logits)
    finite = logits.masked_fill(~mask, 0.0)
    scores = finite.masked_fill(some & ~mask, float("-inf"))
    return F.softmax(scores, dim=dim).masked_fill(~mask, 0.0)
