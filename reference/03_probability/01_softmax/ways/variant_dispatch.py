"""Dispatch on types by hand, with each library's own methods and spellings."""

import numpy as np


def softmax(logits, axis=-1):
    if isinstance(logits, np.ndarray):
        weights = np.exp(logits - logits.max(axis, keepdims=True))
        weights /= weights.sum(axis, keepdims=True)
        return weights
    import torch

    weights = torch.exp(logits - logits.amax(dim=axis, keepdim=True))
    return weights.div(weights.sum(dim=axis, keepdim=True))
