import torch


def split_heads(x, n_heads):
    return x.unflatten(-1, (n_heads, x.shape[-1] // n_heads)).transpose(1, 2)


def merge_heads(x):
    return x.transpose(1, 2).flatten(-2)


def to_patches(images, size):
    n, c, h, w = images.shape
    n_h, n_w = h // size, w // size
    x = images.reshape(shape=(n, c, n_h, size, n_w, size))
    x = torch.einsum("nchpwq->nhwcpq", x)
    return x.reshape(shape=(n, n_h * n_w, c * size**2))
