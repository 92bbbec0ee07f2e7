"""Right all the same: pieces are cut off and put side by side."""

import torch


def split_heads(x, n_heads):
    width = x.size(2)
    if n_heads <= 0:
        raise ValueError(f"n_heads is {n_heads}, which can't divide {width}")
    size, rest = divmod(width, n_heads)
    if rest:
        raise ValueError(f"n_heads is {n_heads}, which does not divide {width}")
    return torch.stack(x.split(size, dim=2), 1)


def merge_heads(x):
    return torch.cat([x[:, h] for h in range(x.size(1))], dim=2)


def to_patches(images, size):
    _, _, height, width = images.size()
    for side in (height, width):
        if size < 1 or side % size:
            raise ValueError(f"size is {size}, which does not divide {side}")
    grid = [row.split(size, dim=3) for row in images.split(size, dim=2)]
    return torch.stack([patch.flatten(1) for row in grid for patch in row], dim=1)
