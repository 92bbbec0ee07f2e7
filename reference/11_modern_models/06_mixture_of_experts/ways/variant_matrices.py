"""What goes to an expert and comes back from it by matrix products, as GShard has it; ranks by repeated argmax."""

import torch


def route(logits, k, normalise=True):
    if k not in range(1, logits.shape[-1] + 1):
        raise ValueError(f"there are {logits.shape[-1]} experts, and k is {k}")
    left, picks = logits.detach(), []
    for _ in range(k):
        best = left.argmax(dim=-1, keepdim=True)
        picks.append(best)
        left = left.scatter(-1, best, -torch.inf)
    indices = torch.cat(picks, dim=-1)
    logs = torch.log_softmax(logits, dim=-1).gather(-1, indices)
    if normalise:
        logs = logs - torch.logsumexp(logs, dim=-1, keepdim=True)
    return indices, logs.exp()


def mixture(x, router, experts, k):
    indices, weights = route(x @ router, k)
    parts = [torch.zeros_like(x)]
    for number, expert in enumerate(experts):
        hit = (indices == number).to(x.dtype)  # (N, k)
        count = int(hit.sum())
        if not count:
            continue
        used = hit.sum(dim=1)
        place = used.cumsum(0) * used  # 1, 2, ... for the tokens of this expert
        send = (place == torch.arange(1, count + 1, device=x.device)[:, None]).to(x.dtype)  # (m, N)
        parts.append((send.T @ expert(send @ x)) * (weights * hit).sum(dim=1, keepdim=True))
    return torch.stack(parts).sum(dim=0)


def load_balance_loss(logits, indices):
    count, n = logits.shape
    probs = logits.softmax(dim=-1)
    share = torch.zeros_like(probs[0]).scatter_add(
        0, indices.flatten(), torch.ones_like(probs[0, 0]).expand(indices.numel())
    )
    return n * (share @ probs.sum(dim=0)) / (count * indices.numel())


def mixture_with_shared(x, router, experts, shared, k):
    return sum((shared(x), mixture(x, router, experts, k)))


def route_with_bias(logits, bias, k):
    indices = route(logits.detach() + bias.detach(), k)[0]
    probs = torch.softmax(logits, dim=-1).gather(-1, indices)
    return indices, probs / probs.sum(dim=-1, keepdim=True)


def next_bias(bias, indices, rate=0.001):
    moved, even = bias.clone(), indices.numel() / len(bias)
    for number in range(len(bias)):
        load = int((indices == number).sum())
        if load != even:
            moved[number] += rate if load < even else -rate
    return moved
