import torch


def causal_mask(n, device=None):
    i = torch.arange(n, device=device)
    return i[:, None] >= i[None, :]


def padding_mask(lengths, n):
    return torch.arange(n, device=lengths.device) < lengths.unsqueeze(-1)


def masked_mean(x, mask, dim):
    total = torch.where(mask, x, 0.0).sum(dim)
    count = mask.sum(dim)
    return torch.where(count > 0, total / count, 0.0)


def masked_softmax(logits, mask, dim=-1):
    scores = torch.where(mask, logits, torch.finfo(logits.dtype).min)
    weights = torch.softmax(scores, dim)
    return torch.where(mask, weights, 0.0)
