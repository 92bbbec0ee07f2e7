import torch
import torch.nn.functional as F


def route(logits, k, normalise=True):
    weights, selected_experts = torch.topk(logits, k)
    if normalise:
        weights = F.softmax(weights, dim=1)
    else:
        weights = torch.exp(weights - torch.logsumexp(logits, dim=1, keepdim=True))
    return selected_experts, weights


def mixture(x, router, experts, k):
    selected_experts, weights = route(torch.matmul(x, router), k)
    results = torch.zeros_like(x)
    for i, expert in enumerate(experts):
        batch_idx, nth_expert = torch.where(selected_experts == i)
        results[batch_idx] += weights[batch_idx, nth_expert, None] * expert(x[batch_idx])
    return results


def load_balance_loss(logits, indices):
    n = logits.size(-1)
    f = torch.zeros(n, dtype=logits.dtype)
    for i in range(n):
        f[i] = (indices == i).sum() / indices.numel()
    P = F.softmax(logits, dim=-1).mean(0)
    return n * torch.sum(f * P)
