"""Einsum as NumPy has it."""

import numpy as np


def einsum(spec, *operands):
    """Multiply the operands and sum, as the letters of a spec say."""
    return np.einsum(spec, *operands)
