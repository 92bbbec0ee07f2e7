"""A mixture of experts: notice that the loop runs over experts, not over tokens: each sees its own tokens alone."""

import torch


def route(logits, k, normalise=True):
    """Choose k experts for each token, and how much each of them counts."""
    if not 1 <= k <= logits.shape[-1]:
        raise ValueError(f"{k} of {logits.shape[-1]} experts")
    chosen, indices = torch.topk(logits, k)  # (N, k) each
    weights = torch.softmax(chosen if normalise else logits, dim=-1)
    return indices, weights if normalise else weights.gather(-1, indices)


def mixture(x, router, experts, k):
    """Send each token to its k experts, and add up what they return."""
    indices, weights = route(x @ router, k)  # (N, k) each
    y = torch.zeros_like(x)
    for number, expert in enumerate(experts):
        tokens, places = torch.where(indices == number)  # (m,) each
        if len(tokens):
            y = y.index_add(0, tokens, weights[tokens, places, None] * expert(x[tokens]))
    return y  # (N, D)


def load_balance_loss(logits, indices):
    """Measure how unevenly the tokens are spread over the experts: 1 where both shares are even."""
    probability = torch.softmax(logits, dim=-1).mean(dim=0)  # (n,)
    n = len(probability)
    share = torch.nn.functional.one_hot(indices, n).to(logits.dtype).mean(dim=(0, 1))  # (n,): no gradient
    return n * (share * probability).sum()


def mixture_with_shared(x, router, experts, shared, k):
    """Add to the mixture what one more expert says to every token."""
    return shared(x) + mixture(x, router, experts, k)  # (N, D)


def route_with_bias(logits, bias, k):
    """Choose k experts by logit and bias, and weigh them by the logit."""
    indices, _ = route(logits + bias, k)  # (N, k)
    return indices, torch.softmax(logits.gather(-1, indices), dim=-1)


def next_bias(bias, indices, rate=0.001):
    """Raise the biases of experts with too few tokens, and lower those with too many."""
    loads = torch.bincount(indices.flatten(), minlength=len(bias))  # (n,): how often each was chosen
    return bias + rate * torch.sign(indices.numel() - loads * len(bias)).to(bias.dtype)
