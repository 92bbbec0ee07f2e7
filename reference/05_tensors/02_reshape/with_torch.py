"""Heads by chunks and their concatenation, patches by the function that torch has for them."""

import torch
import torch.nn.functional as F


def split_heads(x, n_heads):
    """Give each head its stretch of every token's vector."""
    if x.shape[-1] % n_heads:
        raise ValueError("heads of one size")
    return torch.stack(x.split(max(x.shape[-1] // n_heads, 1), dim=-1), dim=1)


def merge_heads(x):
    """Put the stretches of the heads side by side again."""
    return torch.cat(x.unbind(dim=1), dim=-1)


def to_patches(images, size):
    """Cut images into square patches, each of them a vector."""
    if images.shape[-2] % size or images.shape[-1] % size:
        raise ValueError("patches of one size")
    N, C, H, W = images.shape
    if not N:  # pixel_unshuffle gives up its work there
        return images.new_empty(N, H // size * (W // size), C * size * size)
    return F.pixel_unshuffle(images, size).flatten(2).transpose(1, 2)
