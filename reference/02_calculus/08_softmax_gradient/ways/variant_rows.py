"""Right all the same: row by row, with the softmax from differences of logits alone."""

import numpy as np
import torch


def softmax_cross_entropy_gradient(logits, targets):
    lib = torch if isinstance(logits, torch.Tensor) else np
    classes, result = logits.shape[-1], lib.empty_like(logits)
    for where in np.ndindex(tuple(targets.shape)):
        row, target = logits[where], int(targets[where])
        if target not in range(classes):
            raise IndexError(f"class {target} of {classes}")
        best = row.max()
        weights = lib.exp(row - best)
        p = weights * (1 / weights.sum())
        p[target] = -(p[:target].sum() + p[target + 1 :].sum())  # p - 1 is minus all the others
        result[where] = p / max(1, int(np.prod(targets.shape)))
    return result
