def split_heads(x, n_heads):
    new_shape = (*x.size()[:-1], n_heads, -1)
    return x.view(new_shape).permute(0, 2, 1, 3)


def merge_heads(x):
    x = x.permute(0, 2, 1, 3).contiguous()
    return x.view((*x.size()[:-2], -1))


def to_patches(images, size):
    b, c, h, w = images.shape
    assert h % size == 0
    assert w % size == 0
    patches = images.unfold(2, size, size).unfold(3, size, size)
    patches = patches.permute(0, 2, 3, 1, 4, 5).contiguous()
    return patches.view(b, -1, c * size * size)
