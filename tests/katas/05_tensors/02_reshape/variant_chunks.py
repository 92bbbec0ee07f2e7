"""Right all the same: heads are chunks, patches are slices, and both are stacked."""

import torch


def split_heads(x, n_heads):
    width, rest = divmod(x.shape[2], n_heads)
    if rest:
        raise ValueError(f"dim {x.shape[2]} is no multiple of n_heads {n_heads}")
    return torch.stack([x[:, :, h * width : (h + 1) * width] for h in range(n_heads)], dim=1)


def merge_heads(x):
    return torch.cat([x[:, h] for h in range(x.shape[1])], dim=2)


def to_patches(images, size):
    N, C, H, W = images.shape
    for side in (H, W):
        if side % size:
            raise ValueError(f"side {side} is no multiple of size {size}")
    corners = [(r, q) for r in range(0, H, size) for q in range(0, W, size)]
    squares = [images[:, :, r : r + size, q : q + size].reshape(N, C * size * size) for r, q in corners]
    return torch.stack(squares, dim=1)
