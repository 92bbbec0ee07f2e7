def split_heads(x, n_heads):
    batch_size, seq_len, d_model = x.size()
    if n_heads < 1 or d_model % n_heads != 0:
        raise ValueError(f"d_model {d_model} must be divisible by n_heads {n_heads}")
    return x.view(batch_size, seq_len, n_heads, d_model // n_heads).transpose(1, 2)


def merge_heads(x):
    batch_size, n_heads, seq_len, d_k = x.size()
    return x.transpose(1, 2).contiguous().view(batch_size, seq_len, n_heads * d_k)


def to_patches(images, size):
    n, c, h, w = images.shape
    if size < 1 or h % size != 0 or w % size != 0:
        raise ValueError(f"image of {h} x {w} is not divisible by patch size {size}")
    patches = images.unfold(2, size, size).unfold(3, size, size)
    patches = patches.permute(0, 2, 3, 1, 4, 5).contiguous()
    return patches.view(n, -1, c * size * size)
