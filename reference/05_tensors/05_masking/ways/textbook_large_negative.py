import torch
import torch.nn.functional as F


def causal_mask(n, device=None):
    mask = torch.triu(torch.ones(n, n, device=device), diagonal=1)
    return mask == 0


def padding_mask(lengths, n):
    positions = torch.arange(n, device=lengths.device).expand(lengths.size(0), n)
    return positions < lengths.unsqueeze(1)


def masked_mean(x, mask, dim):
    summed = (x * mask.float()).sum(dim=dim)
    counts = mask.sum(dim=dim)
    counts = torch.clamp(counts, min=1)
    return summed / counts


def masked_softmax(logits, mask, dim=-1):
    scores = logits.masked_fill(~mask, -1e9)
    return F.softmax(scores, dim=dim) * mask
