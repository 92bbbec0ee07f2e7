"""Quantisation: weights of one byte each, and a matrix product of integers."""

import torch
from jaxtyping import Float, Int8


def quantise(w: Float[torch.Tensor, "..."], axis: int) -> tuple[Int8[torch.Tensor, "..."], Float[torch.Tensor, "..."]]:
    """Turn numbers into codes from -127 to 127, with a scale for each channel.

    Parameters
    ----------
    w : float tensor (...)
        At least one axis.
    axis : int
        The axis that a channel runs along: the numbers along it share one scale.

    Returns
    -------
    q : int8 tensor (...)
        The codes, of the shape of ``w``.
    scale : float tensor (...)
        Of the shape of ``w``, but 1 along ``axis``: the largest magnitude of the channel divided by 127. It is float32,
        or float64 where ``w`` is. A channel of zeros has codes 0, and any scale above 0.
    """
    raise NotImplementedError


def dequantise(q: Int8[torch.Tensor, "*shape"], scale: Float[torch.Tensor, "*#shape"]) -> Float[torch.Tensor, "*shape"]:
    """Turn codes into numbers again.

    Parameters
    ----------
    q : int8 tensor (...)
        The codes.
    scale : float tensor (...)
        As ``quantise`` returns it.

    Returns
    -------
    float tensor (...)
        Of the dtype of ``scale``.
    """
    raise NotImplementedError


def int8_matmul(
    x: Float[torch.Tensor, "n in"], q: Int8[torch.Tensor, "in out"], scale: Float[torch.Tensor, "1 out"]
) -> Float[torch.Tensor, "n out"]:
    """Multiply a matrix by quantised weights, in integers.

    Parameters
    ----------
    x : float tensor (n, in)
        Its rows are quantised here, each with a scale of its own.
    q : int8 tensor (in, out)
        The codes of the weights.
    scale : float tensor (1, out)
        One for each column of ``q``.

    Returns
    -------
    float tensor (n, out)
        The products of the codes, summed without rounding, times both scales; of the dtype of ``x``.

    Raises
    ------
    ValueError
        If ``scale`` is not (1, out); the message mentions its shape and that of ``q``.
    """
    raise NotImplementedError


def quantise_groups(
    w: Float[torch.Tensor, "n in"], size: int, bits: int = 4
) -> tuple[Int8[torch.Tensor, "n in"], Float[torch.Tensor, "n groups"]]:
    """Turn numbers into codes of a few bits, with a scale for each few neighbours. Asked for at the edges alone.

    Parameters
    ----------
    w : float tensor (n, in)
        The weights.
    size : int
        How many neighbours in a row share a scale.
    bits : int, default 4
        Of a code, from 2 to 8.

    Returns
    -------
    q : int8 tensor (n, in)
        The codes; with 4 bits from -7 to 7.
    scale : float tensor (n, in / size)
        One for each group: its largest magnitude divided by the largest code. It is float32, or float64 where ``w`` is.
        A group of zeros has codes 0, and any scale above 0.

    Raises
    ------
    ValueError
        If ``size`` does not divide the length of a row (the message mentions both), or if ``bits`` is not from 2 to 8.
    """
    raise NotImplementedError


def dequantise_groups(
    q: Int8[torch.Tensor, "n in"], scale: Float[torch.Tensor, "n groups"]
) -> Float[torch.Tensor, "n in"]:
    """Turn codes into numbers again, with a scale for each group. Asked for at the edges alone.

    Parameters
    ----------
    q : int8 tensor (n, in)
        The codes.
    scale : float tensor (n, groups)
        As ``quantise_groups`` returns it.

    Returns
    -------
    float tensor (n, in)
        Of the dtype of ``scale``.
    """
    raise NotImplementedError
