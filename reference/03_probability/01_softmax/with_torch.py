"""Softmax as torch has it."""

import torch


def softmax(logits, axis=-1):
    """Turn logits into probabilities along one axis."""
    return torch.softmax(logits, dim=axis)
