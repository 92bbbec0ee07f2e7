"""Heads and patches: numbers that move without changing."""

import torch
from jaxtyping import Shaped


def split_heads(x: Shaped[torch.Tensor, "B T D"], n_heads: int) -> Shaped[torch.Tensor, "B H T d"]:
    """Give each head its stretch of every token's vector.

    Parameters
    ----------
    x : tensor (B, T, D)
        A vector for each token, of any dtype and in any memory layout.
    n_heads : int
        H, how many heads share the D numbers of a token.

    Returns
    -------
    tensor (B, H, T, D/H)
        Head h has the numbers h * D/H up to (h + 1) * D/H of each token.

    Raises
    ------
    ValueError
        Where ``n_heads`` does not divide D. The message names both.
    """
    raise NotImplementedError


def merge_heads(x: Shaped[torch.Tensor, "B H T d"]) -> Shaped[torch.Tensor, "B T D"]:
    """Put the stretches of the heads side by side again: the inverse of `split_heads`.

    Parameters
    ----------
    x : tensor (B, H, T, d)
        What each head has for each token, of any dtype and in any memory layout.

    Returns
    -------
    tensor (B, T, H * d)
        The vector of each token.
    """
    raise NotImplementedError


def to_patches(images: Shaped[torch.Tensor, "N C H W"], size: int) -> Shaped[torch.Tensor, "N patches numbers"]:
    """Cut images into square patches, each of them a vector.

    Parameters
    ----------
    images : tensor (N, C, H, W)
        Channels first, of any dtype and in any memory layout; H and W may differ.
    size : int
        The side of a patch.

    Returns
    -------
    tensor (N, H/size * W/size, C * size * size)
        The patches row by row, from left to right; each has its first channel first, row by row.

    Raises
    ------
    ValueError
        Where ``size`` does not divide H or W. The message names ``size`` and the side that does not fit.
    """
    raise NotImplementedError
