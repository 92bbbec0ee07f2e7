"""Einsum as torch has it."""

import torch


def einsum(spec, *operands):
    """Multiply the operands and sum, as the letters of a spec say."""
    return torch.einsum(spec, *operands)
