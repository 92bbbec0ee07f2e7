"""Masking: which entries may be used, and which change nothing. In every mask, True means: may be used."""

import torch
from jaxtyping import Bool, Float, Int


def causal_mask(n: int, device: torch.device | str | None = None) -> Bool[torch.Tensor, "n n"]:
    """Let each position see itself and the positions before it.

    Parameters
    ----------
    n : int
        How many positions, 0 or more.
    device : torch.device or str, optional
        Where the mask is made; by default where torch makes tensors.

    Returns
    -------
    tensor (n, n)
        Of dtype bool. ``[i, j]`` is True where j <= i: a row is a query, a column a key.
    """
    raise NotImplementedError


def padding_mask(lengths: Int[torch.Tensor, "B"], n: int) -> Bool[torch.Tensor, "B n"]:
    """Let each text be seen up to its length.

    Parameters
    ----------
    lengths : tensor (B,)
        From 0 to n, of any integer dtype.
    n : int
        How many positions there are.

    Returns
    -------
    tensor (B, n)
        Of dtype bool, on the device of ``lengths``. ``[b, j]`` is True where j < lengths[b].
    """
    raise NotImplementedError


def masked_mean(x: Float[torch.Tensor, "..."], mask: Bool[torch.Tensor, "..."], dim: int) -> Float[torch.Tensor, "..."]:
    """Average what may be used along one axis.

    Parameters
    ----------
    x : tensor (..., n, ...)
        Numbers; those that are masked may be anything, NaN too.
    mask : tensor
        Of dtype bool; it broadcasts to the shape of ``x``.
    dim : int
        The axis of ``x`` that is averaged, counted from either end.

    Returns
    -------
    tensor (..., ...)
        The means, without that axis, in the dtype of ``x``; 0 where nothing may be used.
    """
    raise NotImplementedError


def masked_softmax(
    logits: Float[torch.Tensor, "..."], mask: Bool[torch.Tensor, "..."], dim: int = -1
) -> Float[torch.Tensor, "..."]:
    """Turn the logits that may be used into probabilities along one axis.

    Parameters
    ----------
    logits : tensor (...)
        Scores; those that are masked may be anything, NaN too. Those that may be used are finite or
        -inf, and where there are any in a slice, one of them is finite.
    mask : tensor
        Of dtype bool; it broadcasts to the shape of ``logits``.
    dim : int, default -1
        The axis along which the result sums to 1.

    Returns
    -------
    tensor (...)
        Of the shape and dtype of ``logits``: 0 for what is masked, and 0 everywhere in a slice in
        which nothing may be used. No gradient flows to what is masked: it is 0 there, not NaN.
    """
    raise NotImplementedError
