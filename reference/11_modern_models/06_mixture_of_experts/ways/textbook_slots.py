import torch


def route(logits, k, normalise=True):
    probs = logits.softmax(dim=-1)
    top = probs.topk(k, dim=-1)
    weights, indices = top.values, top.indices
    if normalise:
        weights /= weights.sum(dim=-1, keepdim=True)
    return indices, weights


def mixture(x, router, experts, k):
    indices, weights = route(x @ router, k)
    out = torch.zeros_like(x)
    for i in range(k):
        for e in range(len(experts)):
            mask = indices[:, i] == e
            if mask.any():
                out[mask] += weights[mask, i].unsqueeze(1) * experts[e](x[mask])
    return out


def load_balance_loss(logits, indices):
    num_tokens, num_experts = logits.shape
    density = torch.zeros(num_experts, dtype=logits.dtype)
    for row in indices:
        for e in row:
            density[e] += 1 / (num_tokens * indices.shape[1])
    density_proxy = logits.softmax(dim=-1).mean(dim=0)
    return (density * density_proxy).mean() * num_experts**2
