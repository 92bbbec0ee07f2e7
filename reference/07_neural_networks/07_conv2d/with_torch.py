"""Convolution as torch has it."""

import torch.nn.functional as F


def conv2d(x, weight, bias=None, stride=1, padding=0):
    """Slide windows of weights over images."""
    return F.conv2d(x, weight, bias, stride, padding)
