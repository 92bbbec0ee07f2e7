"""The transpose as torch has it."""

import torch


def transpose(a):
    """Swap the last two axes."""
    return torch.transpose(a, -1, -2)
