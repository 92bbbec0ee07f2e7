"""Heads and patches: notice that reshape only names axes, and that a transpose is what moves numbers."""

import torch


def split_heads(x: torch.Tensor, n_heads: int):
    """Give each head its stretch of every token's vector."""
    B, T, D = x.shape
    if D % n_heads:
        raise ValueError(f"{D} numbers can't be split evenly among {n_heads} heads")
    return x.reshape(B, T, n_heads, D // n_heads).transpose(1, 2)  # (B, T, H, d) -> (B, H, T, d)


def merge_heads(x: torch.Tensor):
    """Put the stretches of the heads side by side again."""
    B, H, T, d = x.shape
    return x.transpose(1, 2).reshape(B, T, H * d)  # (B, T, H, d) -> (B, T, D)


def to_patches(images: torch.Tensor, size: int):
    """Cut images into square patches, each of them a vector."""
    N, C, H, W = images.shape
    if H % size or W % size:
        raise ValueError(f"an image of {H} x {W} can't be cut into squares of {size} x {size}")
    rows, columns = H // size, W // size
    cut = images.reshape(N, C, rows, size, columns, size)
    return cut.permute(0, 2, 4, 1, 3, 5).reshape(N, rows * columns, C * size * size)
