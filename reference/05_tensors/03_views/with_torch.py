"""Views and copies: NumPy tells whether memory is shared, and unfold slides a window."""

import numpy as np


def shares_memory(a, b):
    """Tell whether two tensors have memory of at least one entry in common."""
    return np.shares_memory(a.detach().numpy(), b.detach().numpy())


def flatten(x):
    """Write all entries along one axis, without a copy where that is possible."""
    return x.flatten() if x.ndim else x[None]


def windows(x, size):
    """Return all stretches of ``size`` neighbours, as a view."""
    return x.unfold(0, size, 1)
