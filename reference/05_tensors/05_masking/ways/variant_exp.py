"""Right all the same: the exponentials are masked, and the sums are mended where they are 0."""

import torch


def causal_mask(n, device=None):
    return torch.ones((n, n), dtype=torch.bool, device=device).tril()


def padding_mask(lengths, n):
    return lengths.long().unsqueeze(1).sub(1).ge(torch.arange(n, device=lengths.device))


def masked_mean(x, mask, dim):
    mask = torch.broadcast_to(mask, x.shape)
    count = mask.to(x.dtype).sum(dim)
    total = x.masked_fill(~mask, 0).sum(dim)
    return torch.where(count > 0, total / torch.where(count > 0, count, 1), 0)


def masked_softmax(logits, mask, dim=-1):
    if logits.numel() == 0:
        return logits * 1
    allowed = torch.where(mask, logits, -torch.inf)
    top = allowed.amax(dim, keepdim=True).detach()
    top = torch.where(torch.isinf(top), 0, top)
    weights = (allowed - top).exp()
    total = weights.sum(dim, keepdim=True)
    return weights / torch.where(total == 0, 1, total)
