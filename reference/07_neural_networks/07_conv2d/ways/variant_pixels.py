"""Pixel after pixel of the result: a window of the image against all kernels."""

from array_api_compat import array_namespace


def conv2d(x, weight, bias=None, stride=1, padding=0):
    xp = array_namespace(x)
    pairs = {"stride": (stride, 1), "padding": (padding, 0)}
    for name, (pair, least) in pairs.items():
        numbers = pair if isinstance(pair, (tuple, list)) else (pair, pair)
        if min(numbers) < least:
            raise ValueError(f"{name} is {pair}")
        pairs[name] = [int(number) for number in numbers]
    (sh, sw), (ph, pw), (kh, kw) = pairs["stride"], pairs["padding"], weight.shape[2:]
    _, c, h, w = x.shape
    if c != weight.shape[1] or kh - 2 * ph > h or kw - 2 * pw > w:
        raise ValueError(f"weight: {tuple(weight.shape)}, x: {tuple(x.shape)}")
    if bias is not None and tuple(bias.shape) != (weight.shape[0],):
        raise ValueError(f"bias: {tuple(bias.shape)}")
    lines = []
    for top in range(-ph, h + ph - kh + 1, sh):
        line = []
        for left in range(-pw, w + pw - kw + 1, sw):
            up, down = min(max(top, 0), h), min(max(top + kh, 0), h)
            west, east = min(max(left, 0), w), min(max(left + kw, 0), w)
            covered = x[:, :, up:down, west:east]
            kernel = weight[:, :, up - top : down - top, west - left : east - left]
            line.append(xp.sum(covered[:, None] * kernel[None], axis=(2, 3, 4)))  # (N, O)
        lines.append(xp.stack(line, axis=-1))
    y = xp.stack(lines, axis=-2)  # (N, O, rows, columns)
    return y if bias is None else y + bias[None, :, None, None]
