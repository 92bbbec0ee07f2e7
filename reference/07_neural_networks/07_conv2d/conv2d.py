"""Convolution: notice that the loops run over the entries of the kernel, and each sees one slice of the image."""

from array_api_compat import array_namespace


def conv2d(x, weight, bias=None, stride=1, padding=0):
    """Slide windows of weights over images."""
    xp = array_namespace(x, weight)
    (down, right), (above, left) = pair(stride), pair(padding)
    n, channels, h, w = x.shape
    kh, kw = weight.shape[2:]
    rows, columns = (h + 2 * above - kh) // down + 1, (w + 2 * left - kw) // right + 1
    if channels != weight.shape[1] or min(rows, columns) < 1:
        raise ValueError(f"weights {tuple(weight.shape)} do not fit images {tuple(x.shape)}")
    padded = xp.zeros((n, h + 2 * above, w + 2 * left, channels), dtype=x.dtype, device=x.device)
    padded[:, above : above + h, left : left + w, :] = xp.moveaxis(x, 1, -1)
    out = 0.0
    for u in range(kh):
        for v in range(kw):
            seen = padded[:, u : u + down * rows : down, v : v + right * columns : right, :]  # (N, H', W', C)
            out = out + seen @ weight[:, :, u, v].T  # (N, H', W', O)
    out = xp.moveaxis(out, -1, 1)
    return out if bias is None else out + bias[:, None, None]


def pair(number):
    """A number for rows and one for columns."""
    return number if isinstance(number, tuple) else (number, number)
