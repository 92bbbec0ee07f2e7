"""Reshaping: notice that reshape cuts and joins neighbouring axes, and never moves one; transpose and permute do."""


def split_heads(x, n_heads):
    """Cut each vector into heads, and put the tokens of one head side by side."""
    B, T, D = x.shape
    if n_heads < 1 or D % n_heads:
        raise ValueError(f"{n_heads} heads do not divide a vector of {D}")
    return x.reshape(B, T, n_heads, D // n_heads).transpose(1, 2)  # (B, h, T, D/h)


def merge_heads(x):
    """Put the heads of each token together again, head 0 first."""
    B, h, T, E = x.shape
    return x.transpose(1, 2).reshape(B, T, h * E)  # (B, T, h, E) -> (B, T, h·E)


def to_patches(images, size):
    """Cut each image into square patches, and write each patch as one vector."""
    N, C, H, W = images.shape
    if size < 1 or H % size or W % size:
        raise ValueError(f"patches of size {size} do not fill an image of {H} by {W}")
    rows, columns = H // size, W // size
    cut = images.reshape(N, C, rows, size, columns, size)
    return cut.permute(0, 2, 4, 1, 3, 5).reshape(N, rows * columns, C * size * size)
