"""A mixture of experts by sorting the choices, so that each expert's tokens are next to each other."""

import torch


def route(logits, k, normalise=True):
    """Choose k experts for each token, and how much each of them counts."""
    if not 1 <= k <= logits.shape[-1]:
        raise ValueError(f"k = {k}, n = {logits.shape[-1]}")
    indices = torch.argsort(logits, dim=-1, descending=True, stable=True)[..., :k]
    left_out = torch.ones_like(logits, dtype=torch.bool).scatter(-1, indices, not normalise)
    probs = logits.masked_fill(left_out & normalise, -torch.inf).softmax(dim=-1)
    return indices, torch.take_along_dim(probs, indices, dim=-1)


def mixture(x, router, experts, k):
    """Send each token to its k experts, and add up what they return."""
    indices, weights = route(torch.einsum("nd,de->ne", x, router), k)
    order = indices.flatten().argsort(stable=True)
    counts = torch.bincount(indices.flatten(), minlength=len(experts)).tolist()
    tokens = torch.arange(len(x), device=x.device).repeat_interleave(k)[order].split(counts)
    parts = [expert(x[mine]) for expert, mine in zip(experts, tokens, strict=True) if len(mine)]
    if not parts:
        return torch.zeros_like(x)
    answers = torch.cat(parts) * weights.flatten()[order, None]
    return answers[order.argsort()].unflatten(0, (len(x), k)).sum(dim=1)


def load_balance_loss(logits, indices):
    """Measure how unevenly the tokens are spread over the experts: 1 where both shares are even."""
    n = logits.shape[-1]
    counts = torch.bincount(indices.flatten(), minlength=n).to(logits.dtype)
    return n / indices.numel() * torch.dot(counts, logits.softmax(dim=-1).mean(dim=0))


def mixture_with_shared(x, router, experts, shared, k):
    """Add to the mixture what one more expert says to every token."""
    return torch.add(mixture(x, router, experts, k), shared(x))


def route_with_bias(logits, bias, k):
    """Choose k experts by logit and bias, and weigh them by the logit."""
    indices, _ = route(logits + bias, k)
    logs = torch.take_along_dim(logits, indices, dim=-1)
    return indices, torch.exp(logs - logs.logsumexp(dim=-1, keepdim=True))


def next_bias(bias, indices, rate=0.001):
    """Raise the biases of experts with too few tokens, and lower those with too many."""
    loads = torch.nn.functional.one_hot(indices, len(bias)).sum(dim=(0, 1)).to(bias.dtype)
    even = indices.numel() / len(bias)
    step = torch.full_like(bias, rate)
    return torch.where(loads < even, bias + step, torch.where(loads > even, bias - step, bias))
