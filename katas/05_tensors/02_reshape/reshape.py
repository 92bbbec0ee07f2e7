"""Reshaping: heads of attention, and the patches of an image."""

import torch
from jaxtyping import Shaped


def split_heads(x: Shaped[torch.Tensor, "B T D"], n_heads: int) -> Shaped[torch.Tensor, "B h T D/h"]:
    """Cut each vector into heads, and put the tokens of one head side by side.

    Parameters
    ----------
    x : tensor (B, T, D)
        A vector for each token, such as its query. Of any dtype and in any memory layout; B and T may be 0.
    n_heads : int
        h, how many heads; it divides D.

    Returns
    -------
    tensor (B, h, T, D/h)
        ``[b, k, i, e]`` is ``x[b, i, k * (D // h) + e]``: head 0 has the first D/h entries of
        each vector, head 1 the next, and so on.

    Raises
    ------
    ValueError
        If ``n_heads`` is less than 1 or does not divide D. The message gives ``n_heads`` and D.
    """
    raise NotImplementedError


def merge_heads(x: Shaped[torch.Tensor, "B h T E"]) -> Shaped[torch.Tensor, "B T h*E"]:
    """Put the heads of each token together again, head 0 first.

    Parameters
    ----------
    x : tensor (B, h, T, E)
        As `split_heads` returns it, but in any memory layout; B and T may be 0.

    Returns
    -------
    tensor (B, T, h·E)
        ``[b, i, k * E + e]`` is ``x[b, k, i, e]``.
    """
    raise NotImplementedError


def to_patches(images: Shaped[torch.Tensor, "N C H W"], size: int) -> Shaped[torch.Tensor, "N patches C*size*size"]:
    """Cut each image into square patches, and write each patch as one vector.

    Parameters
    ----------
    images : tensor (N, C, H, W)
        C channels of H rows and W columns. Of any dtype and in any memory layout; N may be 0.
    size : int
        The height and the width of a patch; it divides H and W.

    Returns
    -------
    tensor (N, (H/size)·(W/size), C·size·size)
        The patches row by row, from the left. Each is written channel by channel, and each
        channel row by row.

    Raises
    ------
    ValueError
        If ``size`` is less than 1 or does not divide both H and W. The message gives ``size`` and
        the H or W that it does not fit.
    """
    raise NotImplementedError
