import torch


def split_heads(x, n_heads):
    return torch.stack(torch.chunk(x, n_heads, dim=-1), dim=1)


def merge_heads(x):
    return torch.cat(torch.unbind(x, dim=1), dim=-1)


def to_patches(images, size):
    patches = []
    for i in range(0, images.shape[2], size):
        for j in range(0, images.shape[3], size):
            patches.append(images[:, :, i : i + size, j : j + size].flatten(1))
    return torch.stack(patches, dim=1)
