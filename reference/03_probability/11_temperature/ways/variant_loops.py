"""Temperature slice by slice, with Python's own loops and a running total."""

import math

import numpy as np


def _made(like, values, shape, integers=False):
    if isinstance(like, np.ndarray):
        return np.array(values, np.int64 if integers else like.dtype).reshape(shape)
    import torch

    return torch.tensor(values, dtype=torch.int64 if integers else like.dtype, device=like.device).reshape(shape)


def _rows(logits):
    return logits.reshape(-1, logits.shape[-1]).tolist()


def _probs(row, temperature):
    if temperature < 0:
        raise ValueError(f"{temperature} is colder than zero")
    if temperature == 0:
        best = row.index(max(row))
        return [float(i == best) for i in range(len(row))]
    highest = max(row)
    weights = [math.exp((x - highest) / temperature) for x in row]
    total = sum(weights)
    return [w / total for w in weights]


def greedy(logits):
    """The class with the largest logit of each slice along the last axis."""
    return _made(logits, [row.index(max(row)) for row in _rows(logits)], logits.shape[:-1], integers=True)


def with_temperature(logits, temperature):
    """The distribution that a model samples from at a temperature."""
    if isinstance(logits, np.ndarray) or temperature <= 0:
        return _made(logits, [_probs(row, temperature) for row in _rows(logits)], logits.shape)
    scaled = logits / temperature  # stays on the tape
    weights = (scaled - scaled.amax(-1, True)).exp()
    return weights / weights.sum(-1, True)


def sample_with_temperature(logits, temperature, u):
    """Draw a class from each slice, by the inverse of its cumulative distribution."""
    drawn = []
    limits = [u] if isinstance(u, float) else u.reshape(-1).tolist()
    for row, limit in zip(_rows(logits), limits, strict=True):
        total, choice = 0.0, None
        for i, p in enumerate(_probs(row, temperature)):
            total += p
            if p > 0:
                choice = i
                if total > limit:
                    break
        drawn.append(choice)
    return _made(logits, drawn, logits.shape[:-1], integers=True)
