def split_heads(x, n_heads):
    batch_size, seq_len, d_model = x.shape
    head_dim = d_model // n_heads
    return x.view(batch_size, seq_len, n_heads, head_dim).transpose(1, 2)


def merge_heads(x):
    batch_size, n_heads, seq_len, head_dim = x.shape
    return x.transpose(1, 2).contiguous().view(batch_size, seq_len, n_heads * head_dim)


def to_patches(images, size):
    B, C, H, W = images.shape
    x = images.reshape(B, C, H // size, size, W // size, size)
    x = x.permute(0, 2, 4, 1, 3, 5)
    return x.flatten(1, 2).flatten(2, 4)
