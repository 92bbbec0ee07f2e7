"""Multi-head attention: several attentions side by side, each on its own slice of queries, keys and values."""

import torch
from jaxtyping import Bool, Float
from torch import nn


class MultiHeadAttention(nn.Module):
    """Self-attention with several heads; what they find is mixed by a last linear layer.

    Its submodules are the linear layers ``qkv`` (dim to 3 dim) and ``out`` (dim to dim), each with a bias.

    Parameters
    ----------
    dim : int
        The length of a token's vector.
    n_heads : int
        How many heads there are; each takes dim / n_heads entries of queries, keys and values, side by side.

    Attributes
    ----------
    n_heads : int
        As given.

    Raises
    ------
    ValueError
        If ``n_heads`` does not divide ``dim``; the message mentions both numbers.
    """

    def __init__(self, dim: int, n_heads: int):
        raise NotImplementedError

    def forward(
        self, x: Float[torch.Tensor, "B T dim"], mask: Bool[torch.Tensor, "T T"] | None = None, causal: bool = False
    ) -> Float[torch.Tensor, "B T dim"]:
        """Let every token collect from the others, with each head on its own.

        Parameters
        ----------
        x : tensor (B, T, dim)
            The vectors of B texts of T tokens.
        mask : bool tensor (T, T), optional
            True where a token (row) may attend to another (column). Without it all may attend to all.
        causal : bool, default False
            Whether a token attends only to itself and to those before it. It is not given together with a mask.

        Returns
        -------
        tensor (B, T, dim)
            Of the dtype and on the device of ``x``. The heads of a token that may attend to nothing give 0.
        """
        raise NotImplementedError
