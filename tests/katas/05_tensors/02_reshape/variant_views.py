"""Right all the same: strides alone, and Tensor.unfold for the squares."""


def split_heads(x, n_heads):
    B, T, D = x.shape
    if D % n_heads:
        raise ValueError(f"D = {D}, n_heads = {n_heads}")
    batch, token, number = x.stride()
    width = D // n_heads
    return x.as_strided((B, n_heads, T, width), (batch, width * number, token, number))


def merge_heads(x):
    return x.permute(0, 2, 1, 3).flatten(2)


def to_patches(images, size):
    if any(side % size for side in images.shape[2:]):
        raise ValueError(f"sides {tuple(images.shape[2:])}, size {size}")
    squares = images.unfold(2, size, size).unfold(3, size, size)  # (N, C, rows, columns, size, size)
    return squares.permute(0, 2, 3, 1, 4, 5).flatten(3).flatten(1, 2)
