import torch


def causal_mask(n, device=None):
    return torch.tril(torch.ones(n, n, device=device)).bool()


def padding_mask(lengths, n):
    return torch.arange(n)[None, :] < lengths[:, None]


def masked_mean(x, mask, dim):
    mask = mask.to(x.dtype)
    return (x * mask).sum(dim) / mask.sum(dim).clamp(min=1)


def masked_softmax(logits, mask, dim=-1):
    scores = logits.masked_fill(mask == 0, float("-inf"))
    weights = torch.softmax(scores, dim=dim)
    return torch.nan_to_num(weights, nan=0.0)
