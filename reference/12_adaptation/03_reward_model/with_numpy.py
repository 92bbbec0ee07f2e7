"""The losses by SciPy's log of the sigmoid, the last token row by row."""

import numpy as np
import scipy.special


def preference_loss(chosen, rejected, margin=0.0):
    """Return the mean of -log sigmoid(chosen - rejected - margin)."""
    _refuse_other_shapes(chosen, rejected)
    return np.mean(-scipy.special.log_expit(chosen - rejected - margin))


def accuracy(chosen, rejected):
    """Return the share of pairs whose chosen answer has the higher score."""
    _refuse_other_shapes(chosen, rejected)
    return np.mean(chosen > rejected, dtype=chosen.dtype)


def last_scores(values, mask):
    """Return the value at the last real token of each row."""
    if not np.all(np.any(mask, axis=1)):
        raise ValueError("a row has no real token")
    return np.array([row[np.flatnonzero(real)[-1]] for row, real in zip(values, mask, strict=True)], values.dtype)


def _refuse_other_shapes(one, other):
    if one.shape != other.shape:
        raise ValueError(f"the shapes differ: {one.shape} and {other.shape}")
