"""Right all the same: each place is computed, and all entries are looked up at once."""

import torch


def split_heads(x, n_heads):
    D = x.shape[-1]
    if n_heads < 1 or D % n_heads != 0:
        raise ValueError(f"D = {D} can't be split into {n_heads} heads")
    d = D // n_heads
    place = torch.arange(n_heads, device=x.device)[:, None] * d + torch.arange(d, device=x.device)
    return x[:, :, place].movedim(2, 1)


def merge_heads(x):
    h = torch.arange(x.shape[1], device=x.device).repeat_interleave(x.shape[3])
    e = torch.arange(x.shape[3], device=x.device).repeat(x.shape[1])
    return x.movedim(2, 1)[:, :, h, e]


def to_patches(images, size):
    *_, H, W = images.shape
    if size < 1 or H % size != 0 or W % size != 0:
        raise ValueError(f"size = {size} does not divide ({H}, {W})")
    corners = [(i, j) for i in range(0, H, size) for j in range(0, W, size)]
    rows = torch.tensor([[i + u for u in range(size) for _ in range(size)] for i, _ in corners], device=images.device)
    columns = torch.tensor(
        [[j + v for _ in range(size) for v in range(size)] for _, j in corners], device=images.device
    )
    return images[:, :, rows, columns].transpose(1, 2).flatten(2)
