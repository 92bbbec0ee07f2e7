"""The convolution as a matrix: flattened columns of pixels, gathered by indices, times the flattened kernels."""

from array_api_compat import array_namespace


def conv2d(x, weight, bias=None, stride=1, padding=0):
    xp = array_namespace(x)
    n, c, h, w = x.shape
    o, c_in, kh, kw = weight.shape
    sh, sw = stride if isinstance(stride, (tuple, list)) else [stride] * 2
    ph, pw = padding if isinstance(padding, (tuple, list)) else [padding] * 2
    if sh <= 0 or sw <= 0:
        raise ValueError(f"stride {(sh, sw)} is not positive")
    if ph < 0 or pw < 0:
        raise ValueError(f"padding {(ph, pw)} is negative")
    if c_in != c or h + 2 * ph - kh < 0 or w + 2 * pw - kw < 0:
        raise ValueError(f"x has shape {tuple(x.shape)}, weight {tuple(weight.shape)}")
    if bias is not None and tuple(bias.shape) != tuple(weight.shape[:1]):
        raise ValueError(f"bias has shape {tuple(bias.shape)}")
    blank = {"dtype": x.dtype, "device": x.device}
    x = xp.concat([xp.zeros((n, c, ph, w), **blank), x, xp.zeros((n, c, ph, w), **blank)], axis=2)
    x = xp.concat([xp.zeros((n, c, h + 2 * ph, pw), **blank), x, xp.zeros((n, c, h + 2 * ph, pw), **blank)], axis=3)
    rows, columns = (h + 2 * ph - kh) // sh + 1, (w + 2 * pw - kw) // sw + 1
    i = xp.arange(kh)[:, None] + sh * xp.arange(rows)[None, :]  # (kh, rows)
    j = xp.arange(kw)[:, None] + sw * xp.arange(columns)[None, :]  # (kw, columns)
    seen = x[:, :, i[:, None, :, None], j[None, :, None, :]]  # (N, C, kh, kw, rows, columns)
    y = xp.reshape(weight, (o, c * kh * kw)) @ xp.reshape(seen, (n, c * kh * kw, rows * columns))
    if bias is not None:
        y = y + bias[:, None]
    return xp.reshape(y, (n, o, rows, columns))
