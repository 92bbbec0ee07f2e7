"""Latent attention: one short vector is kept for each token, and all heads make their keys and values of it."""

import torch
from jaxtyping import Float, Int
from torch import nn


class LatentAttention(nn.Module):
    """Causal attention of several heads over one latent vector and one turned key for each token.

    Parameters
    ----------
    dim : int
        The length of a token's vector.
    n_heads : int
        How many heads there are.
    width : int
        How many entries a head's query and key have that are not turned, and its value.
    rank : int
        How many entries the latent vector has.
    turned : int
        How many entries of each query, and of the one key that all heads share, rope turns; even.

    Attributes
    ----------
    q : nn.Linear from dim to n_heads * (width + turned), without bias
        The queries: for each head ``width`` entries, then ``turned`` ones.
    down : nn.Linear from dim to rank + turned, without bias
        The latent vector, then the key that is turned.
    norm : nn.Parameter (rank,)
        The gain of the latent vector's norm, 1 at first.
    up : nn.Linear from rank to n_heads * 2 * width, without bias
        For each head its key, then its value.
    out : nn.Linear from n_heads * width to dim, without bias
        What mixes the heads' results.
    """

    def __init__(self, dim: int, n_heads: int, width: int, rank: int, turned: int):
        raise NotImplementedError

    def forward(
        self,
        x: Float[torch.Tensor, "B T D"],
        positions: Int[torch.Tensor, "T"],
        kept: Float[torch.Tensor, "B n r"] | None = None,
    ) -> tuple[Float[torch.Tensor, "B T D"], Float[torch.Tensor, "B S r"]]:
        """Let each token collect from itself and from those before it.

        Parameters
        ----------
        x : tensor (B, T, D)
            T new tokens of B texts: the last ones.
        positions : tensor (T,)
            Where they stand, as whole numbers.
        kept : tensor (B, n, rank + turned), optional
            What was returned for the n tokens before them. It is left as it is.

        Returns
        -------
        y : tensor (B, T, D)
            What was collected.
        kept : tensor (B, n + T, rank + turned)
            What has to be kept of all tokens so far.
        """
        raise NotImplementedError

    def absorbed(
        self,
        x: Float[torch.Tensor, "B T D"],
        positions: Int[torch.Tensor, "T"],
        kept: Float[torch.Tensor, "B n r"] | None = None,
    ) -> tuple[Float[torch.Tensor, "B T D"], Float[torch.Tensor, "B S r"]]:
        """Do the same without ever making a key or a value. Asked for at the edges alone.

        Parameters
        ----------
        x, positions, kept
            As for ``forward``.

        Returns
        -------
        y, kept
            As from ``forward``.
        """
        raise NotImplementedError
