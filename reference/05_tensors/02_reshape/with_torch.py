"""Reshaping without a reshape: slices that are stacked, as the words of the contract say."""

import torch


def split_heads(x, n_heads):
    """Cut each token's vector into heads, and bring the tokens of a head side by side."""
    d = x.shape[2] // n_heads
    return torch.stack([x[:, :, h * d : (h + 1) * d] for h in range(n_heads)], dim=1)


def merge_heads(x):
    """Put the heads of each token together again, head 0 first."""
    return torch.cat(x.unbind(1), dim=-1)


def to_patches(images, size):
    """Cut each image into square patches, and write each patch as one vector."""
    height, width = images.shape[2:]
    corners = [(i, j) for i in range(0, height, size) for j in range(0, width, size)]
    return torch.stack([images[:, :, i : i + size, j : j + size].flatten(1) for i, j in corners], dim=1)
