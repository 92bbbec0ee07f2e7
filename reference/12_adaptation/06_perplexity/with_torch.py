"""torch's cross-entropy, which leaves tokens out by itself."""

import math

import torch
import torch.nn.functional as F


def total_loss(logits, labels, ignore_index=-100):
    """Return the sum of the losses of all tokens that count, and how many those are."""
    targets = labels[:, 1:].long()
    losses = F.cross_entropy(logits[:, :-1].transpose(1, 2), targets, ignore_index=ignore_index, reduction="sum")
    return losses, int((targets != ignore_index).sum())


def perplexity(totals, counts):
    """Return the exponential of the mean loss of all tokens."""
    if counts.sum() == 0:
        raise ValueError("there is no token")
    return torch.exp(totals.sum() / counts.sum())


def bits_per_byte(totals, texts):
    """Return the loss of all texts, in bits, divided by their number of bytes."""
    size = sum(len(text.encode()) for text in texts)
    if not size:
        raise ValueError("there is no byte")
    return totals.sum() / (size * math.log(2))
