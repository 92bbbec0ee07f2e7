"""Convolution by SciPy's correlation, image by image and channel by channel."""

import numpy as np
from scipy.signal import correlate2d


def conv2d(x, weight, bias=None, stride=1, padding=0):
    """Slide windows of weights over images."""
    (down, right), (above, left) = (p if isinstance(p, tuple) else (p, p) for p in (stride, padding))
    padded = np.pad(x, ((0, 0), (0, 0), (above, above), (left, left)))
    if x.shape[1] != weight.shape[1] or padded.shape[2] < weight.shape[2] or padded.shape[3] < weight.shape[3]:
        raise ValueError(f"{x.shape} and {weight.shape}")
    sizes = [big - small + 1 for big, small in zip(padded.shape[2:], weight.shape[2:], strict=True)]
    out = np.zeros((len(x), len(weight), *sizes), np.result_type(x, weight))
    for i, image in enumerate(padded):
        for o, window in enumerate(weight):
            out[i, o] = sum(correlate2d(a, b, mode="valid") for a, b in zip(image, window, strict=True))
    out = out[:, :, ::down, ::right]
    return out if bias is None else out + bias.reshape(-1, 1, 1)
