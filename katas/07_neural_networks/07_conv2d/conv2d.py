"""Convolution: the same small window of weights at every place of an image."""

from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Float


def conv2d(
    x: Float[Array, "N C H W"],
    weight: Float[Array, "O C kh kw"],
    bias: Float[Array, "O"] | None = None,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> Float[Array, "N O H2 W2"]:
    """Slide windows of weights over images.

    Parameters
    ----------
    x : array (N, C, H, W)
        N images of C channels; N may be 0.
    weight : array (O, C, kh, kw)
        A window over all channels for each of O output channels.
    bias : array (O,), optional
        Added to each output channel.
    stride : int or pair of int, default 1
        How far the window moves, down and to the right; 1 or more.
    padding : int or pair of int, default 0
        How many rows of zeros lie above and below the image, and columns to its left and right; 0 or more.

    Returns
    -------
    array (N, O, H2, W2)
        H2 is (H + 2 padding - kh) // stride + 1, W2 likewise; in the dtype and on the device of ``x``.

    Raises
    ------
    ValueError
        If ``x`` and ``weight`` differ in C, or the window is larger than the padded image; the message
        mentions both shapes.
    """
    xp = array_namespace(x, weight)  # numpy for arrays, torch for tensors: xp.zeros works on both
    raise NotImplementedError
