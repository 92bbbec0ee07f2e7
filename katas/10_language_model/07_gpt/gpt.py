"""A GPT: embeddings, blocks, a last norm and a head, joined to a model of the next token."""

import torch
from jaxtyping import Float, Int
from torch import nn


class GPT(nn.Module):
    """A transformer that looks back only.

    Its submodules are ``tokens`` and ``positions`` (nn.Embedding), ``blocks`` (an nn.ModuleList of pre-norm blocks
    with ``norm1``, ``attention.qkv``, ``attention.out``, ``norm2``, ``up`` and ``down``), ``norm`` (a layer norm) and
    ``head`` (a linear layer without a bias, whose weight is that of ``tokens``).

    Parameters
    ----------
    vocab_size : int
        V, how many tokens there are.
    context : int
        The largest number of tokens that it looks at; an attribute, too.
    dim : int
        The length of a token's vector.
    n_heads : int
        How many heads each attention has.
    n_layers : int
        How many blocks there are.
    approximate : str, default "none"
        The form of gelu in all blocks: ``"none"`` for the exact one, ``"tanh"`` for that of GPT-2.
    """

    def __init__(self, vocab_size: int, context: int, dim: int, n_heads: int, n_layers: int, approximate: str = "none"):
        raise NotImplementedError

    def forward(self, ids: Int[torch.Tensor, "B T"]) -> Float[torch.Tensor, "B T V"]:
        """The logits of each token's successor.

        Parameters
        ----------
        ids : tensor (B, T)
            B texts of T tokens each; T is at most ``context``.

        Returns
        -------
        tensor (B, T, V)
            At position i the logits of token i + 1. They depend only on the tokens 0 ... i.

        Raises
        ------
        ValueError
            If there are more tokens than ``context``; the message mentions both numbers.
        """
        raise NotImplementedError
