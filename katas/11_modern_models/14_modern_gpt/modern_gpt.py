"""A GPT of today: the block of your new parts, and the model that is made of it."""

import torch
from jaxtyping import Float, Int
from torch import nn


class Block(nn.Module):
    """A pre-norm block of today's parts, without a bias.

    It has the parameters ``norm1`` and ``norm2`` (dim,), which start at 1, and the submodules ``q``, ``k``, ``v`` and
    ``out`` (linear layers without a bias) and ``mlp`` (a SwiGLU with ``gate``, ``up`` and ``down``).

    Parameters
    ----------
    dim : int
        The length of a token's vector.
    n_heads : int
        How many heads of queries there are; each is ``dim // n_heads`` wide, which is even.
    n_kv_heads : int
        How many heads of keys and values there are; it divides ``n_heads``.
    hidden : int
        How wide the SwiGLU is inside.
    base : float, default 10000.0
        Of the rotary embedding.
    eps : float, default 1e-6
        Of both norms.
    """

    def __init__(self, dim: int, n_heads: int, n_kv_heads: int, hidden: int, base: float = 10000.0, eps: float = 1e-6):
        raise NotImplementedError

    def forward(
        self, x: Float[torch.Tensor, "B T D"], positions: Int[torch.Tensor, "T"], cache=None, layer: int = 0
    ) -> Float[torch.Tensor, "B T D"]:
        """Let tokens collect from each other, looking back only, and send each through the network.

        Parameters
        ----------
        x : tensor (B, T, D)
            B texts of T tokens each.
        positions : tensor (T,)
            Where these tokens stand, as whole numbers.
        cache : optional
            What keeps keys and values, as for `ModernGPT.forward`. Asked for at the edges alone.
        layer : int, default 0
            The number of this block, under which the cache keeps them.

        Returns
        -------
        tensor (B, T, D)
            It depends on the distances of the positions alone.
        """
        raise NotImplementedError


class ModernGPT(nn.Module):
    """A GPT of such blocks.

    Its submodules are ``tokens`` (nn.Embedding), ``blocks`` (an nn.ModuleList of `Block`) and ``head`` (a linear layer
    without a bias, whose weight is that of ``tokens``). ``norm`` is a parameter (dim,), which starts at 1.

    Parameters
    ----------
    vocab_size : int
        V, how many tokens there are.
    context : int
        With how many tokens it is trained; an attribute, and no limit.
    dim, n_heads, n_kv_heads, hidden, base, eps
        Of each block; ``eps`` of the last norm, too.
    n_layers : int
        How many blocks there are.
    """

    def __init__(
        self,
        vocab_size: int,
        context: int,
        dim: int,
        n_heads: int,
        n_kv_heads: int,
        hidden: int,
        n_layers: int,
        base: float = 10000.0,
        eps: float = 1e-6,
    ):
        raise NotImplementedError

    def forward(self, ids: Int[torch.Tensor, "B T"], cache=None) -> Float[torch.Tensor, "B T V"]:
        """The logits of each token's successor.

        Parameters
        ----------
        ids : tensor (B, T)
            B texts of T tokens each.
        cache : optional
            What was kept of the tokens before these. ``len(cache)`` says how many they are, and
            ``cache.extend(layer, k, v)`` adds keys and values (B, h_kv, T, E) of the new tokens in a block, and returns
            those of all. Afterwards it holds the new tokens as well. Asked for at the edges alone.

        Returns
        -------
        tensor (B, T, V)
            At position i the logits of token i + 1. They depend only on the tokens up to i.
        """
        raise NotImplementedError
