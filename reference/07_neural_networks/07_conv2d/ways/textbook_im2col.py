import numpy as np


def as_pair(p):
    return p if isinstance(p, tuple) else (p, p)


def get_im2col_indices(C, field_height, field_width, out_height, out_width, stride):
    i0 = np.repeat(np.arange(field_height), field_width)
    i0 = np.tile(i0, C)
    i1 = stride[0] * np.repeat(np.arange(out_height), out_width)
    j0 = np.tile(np.arange(field_width), field_height * C)
    j1 = stride[1] * np.tile(np.arange(out_width), out_height)
    i = i0.reshape(-1, 1) + i1.reshape(1, -1)
    j = j0.reshape(-1, 1) + j1.reshape(1, -1)
    k = np.repeat(np.arange(C), field_height * field_width).reshape(-1, 1)
    return k, i, j


def conv2d(x, W, b=None, stride=1, padding=0):
    stride, (p, q) = as_pair(stride), as_pair(padding)
    n_filters, d_filter, h_filter, w_filter = W.shape
    n_x, d_x, h_x, w_x = x.shape
    h_out = (h_x - h_filter + 2 * p) // stride[0] + 1
    w_out = (w_x - w_filter + 2 * q) // stride[1] + 1
    x_padded = np.pad(x, ((0, 0), (0, 0), (p, p), (q, q)))
    k, i, j = get_im2col_indices(d_x, h_filter, w_filter, h_out, w_out, stride)
    cols = x_padded[:, k, i, j]
    X_col = cols.transpose(1, 2, 0).reshape(h_filter * w_filter * d_x, -1)
    out = W.reshape(n_filters, -1) @ X_col
    if b is not None:
        out = out + b.reshape(-1, 1)
    out = out.reshape(n_filters, h_out, w_out, n_x)
    return out.transpose(3, 0, 1, 2)
