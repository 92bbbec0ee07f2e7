"""Temperature with torch's softmax and binary search."""

import torch


def greedy(logits):
    """The class with the largest logit of each slice along the last axis."""
    return torch.argmax(logits, dim=-1)


def with_temperature(logits, temperature):
    """The distribution that a model samples from at a temperature."""
    if temperature < 0:
        raise ValueError("a negative temperature")
    if temperature == 0:
        return torch.nn.functional.one_hot(greedy(logits), logits.shape[-1]).to(logits.dtype)
    highest = torch.amax(logits, dim=-1, keepdim=True)
    return torch.softmax((logits - highest) / temperature, dim=-1)


def sample_with_temperature(logits, temperature, u):
    """Draw a class from each slice, by the inverse of its cumulative distribution."""
    probs = with_temperature(logits, temperature)
    u = torch.as_tensor(u, dtype=logits.dtype, device=logits.device)[..., None].contiguous()
    found = torch.searchsorted(torch.cumsum(probs, dim=-1), u, right=True)[..., 0]
    classes = torch.arange(logits.shape[-1], device=logits.device).expand(probs.shape)
    return torch.minimum(found, torch.where(probs > 0, classes, 0).amax(dim=-1))
