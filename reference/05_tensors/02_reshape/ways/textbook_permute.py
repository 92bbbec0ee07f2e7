def split_heads(x, n_heads):
    B, T, D = x.shape
    if D % n_heads != 0:
        raise ValueError(f"{D} % {n_heads} != 0")
    return x.reshape(B, T, n_heads, -1).permute(0, 2, 1, 3)


def merge_heads(x):
    B, H, T, d = x.shape
    return x.permute(0, 2, 1, 3).reshape(B, T, -1)


def to_patches(images, size):
    N, C, H, W = images.shape
    if H % size != 0 or W % size != 0:
        raise ValueError(f"({H}, {W}) % {size} != 0")
    x = images.reshape(N, C, H // size, size, W // size, size)
    x = x.permute(0, 2, 4, 1, 3, 5)
    x = x.flatten(1, 2)
    x = x.flatten(2, 4)
    return x
