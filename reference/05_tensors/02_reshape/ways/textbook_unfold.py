import torch.nn.functional as F


def split_heads(x, n_heads):
    B, T, D = x.size()
    return x.view(B, T, n_heads, D // n_heads).transpose(1, 2)


def merge_heads(x):
    B, H, T, d = x.size()
    return x.transpose(1, 2).reshape(B, T, H * d)


def to_patches(images, size):
    return F.unfold(images, kernel_size=size, stride=size).transpose(1, 2)
