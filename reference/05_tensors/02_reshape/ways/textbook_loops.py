import torch


def split_heads(x, n_heads):
    return torch.stack(torch.chunk(x, n_heads, dim=-1), dim=1)


def merge_heads(x):
    return torch.cat([x[:, h] for h in range(x.shape[1])], dim=-1)


def to_patches(images, size):
    N, C, H, W = images.shape
    n_rows = H // size
    n_cols = W // size
    patches = torch.zeros(N, n_rows * n_cols, C * size * size, dtype=images.dtype)
    for n in range(N):
        for i in range(n_rows):
            for j in range(n_cols):
                patch = images[n, :, i * size : (i + 1) * size, j * size : (j + 1) * size]
                patches[n, i * n_cols + j] = patch.flatten()
    return patches
