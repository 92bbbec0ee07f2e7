"""A table (N, n) of weights that is 0 where an expert isn't used; each expert reads its column."""

import torch


def route(logits, k, normalise=True):
    n = logits.shape[-1]
    if k < 1 or k > n:
        raise ValueError(f"k must be in 1 ... {n} and is {k}")
    ranks = (logits[..., None, :] > logits[..., None]).sum(dim=-1)  # how many are better
    indices = ranks.argsort(dim=-1)[..., :k]
    scores = logits - logits.amax(dim=-1, keepdim=True).detach()
    kept = scores.exp() * (ranks < k) if normalise else scores.exp()
    return indices, (kept / kept.sum(dim=-1, keepdim=True)).gather(-1, indices)


def mixture(x, router, experts, k):
    indices, weights = route(x @ router, k)
    gates = torch.zeros(len(x), len(experts), dtype=x.dtype, device=x.device).scatter(1, indices, weights)
    used = torch.zeros_like(gates, dtype=torch.bool).scatter(1, indices, True)
    y = x * 0
    for number, expert in enumerate(experts):
        mine = used[:, number].nonzero().squeeze(1)
        if mine.numel() > 0:
            y = y.index_put((mine,), expert(x[mine]) * gates[mine, number].unsqueeze(1), accumulate=True)
    return y


def load_balance_loss(logits, indices):
    n = logits.shape[-1]
    hits = indices[..., None] == torch.arange(n, device=indices.device)
    share = hits.sum(dim=(0, 1)).to(logits.dtype) / indices.numel()
    return (share * torch.softmax(logits, dim=-1)).sum(dim=-1).mean() * n


def mixture_with_shared(x, router, experts, shared, k):
    y = mixture(x, router, experts, k)
    return y + shared(x)


def route_with_bias(logits, bias, k):
    indices, _ = route(logits + bias[None], k)
    used = torch.zeros_like(logits, dtype=torch.bool).scatter(-1, indices, True)
    return indices, logits.masked_fill(~used, -torch.inf).softmax(dim=-1).gather(-1, indices)


def next_bias(bias, indices, rate=0.001):
    n = len(bias)
    loads = (indices[..., None] == torch.arange(n, device=indices.device)).sum(dim=(0, 1))
    too_few, too_many = loads * n < indices.numel(), loads * n > indices.numel()
    return bias + rate * too_few.to(bias.dtype) - rate * too_many.to(bias.dtype)
