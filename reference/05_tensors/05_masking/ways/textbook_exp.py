import torch


def causal_mask(n, device=None):
    mask = torch.zeros(n, n, dtype=torch.bool, device=device)
    for i in range(n):
        mask[i, : i + 1] = True
    return mask


def padding_mask(lengths, n):
    mask = torch.zeros(len(lengths), n, dtype=torch.bool)
    for b, length in enumerate(lengths):
        mask[b, :length] = True
    return mask


def masked_mean(x, mask, dim):
    x = x.masked_fill(~mask, 0)
    n = mask.sum(dim)
    n[n == 0] = 1
    return x.sum(dim) / n


def masked_softmax(logits, mask, dim=-1):
    m = logits.max(dim=dim, keepdim=True).values
    e = torch.exp(logits - m) * mask
    s = e.sum(dim=dim, keepdim=True)
    return e / torch.where(s == 0, torch.ones_like(s), s)
