"""The losses by torch's log of the sigmoid."""

import torch
import torch.nn.functional as F


def preference_loss(chosen, rejected, margin=0.0):
    """Return the mean of -log sigmoid(chosen - rejected - margin)."""
    _refuse_other_shapes(chosen, rejected)
    return -F.logsigmoid(chosen - rejected - margin).mean()


def accuracy(chosen, rejected):
    """Return the share of pairs whose chosen answer has the higher score."""
    _refuse_other_shapes(chosen, rejected)
    return (chosen > rejected).to(chosen.dtype).mean()


def last_scores(values, mask):
    """Return the value at the last real token of each row."""
    if not mask.any(dim=1).all():
        raise ValueError("a row has no real token")
    last = mask.shape[1] - 1 - mask.flip(1).int().argmax(dim=1)
    return values[torch.arange(len(values), device=values.device), last]


def _refuse_other_shapes(one, other):
    if one.shape != other.shape:
        raise ValueError(f"the shapes differ: {tuple(one.shape)} and {tuple(other.shape)}")
