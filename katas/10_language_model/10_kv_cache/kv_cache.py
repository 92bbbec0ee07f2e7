"""A KV cache: a model that writes keeps the keys and values of all tokens so far, and computes the new token alone."""

import torch
from jaxtyping import Float, Int
from torch import nn


class Cache:
    """What a model keeps of one batch of texts while it writes: the keys and values of each of its blocks.

    A new cache is empty. How it keeps what it holds is up to you.
    """

    def __init__(self):
        raise NotImplementedError

    def __len__(self) -> int:
        """How many tokens of each text it holds."""
        raise NotImplementedError

    def extend(
        self, layer: int, k: Float[torch.Tensor, "B h T E"], v: Float[torch.Tensor, "B h T E"]
    ) -> tuple[Float[torch.Tensor, "B h S E"], Float[torch.Tensor, "B h S E"]]:
        """Add the keys and values of new tokens in a block. Asked for at the edges alone.

        Parameters
        ----------
        layer : int
            The number of the block, from 0.
        k, v : tensor (B, h, T, E)
            Those of T new tokens of each text.

        Returns
        -------
        tuple of tensor (B, h, S, E)
            The keys of all S tokens so far, and the values, those of the new tokens last.
        """
        raise NotImplementedError


def forward_cached(model: nn.Module, ids: Int[torch.Tensor, "B T"], cache: Cache) -> Float[torch.Tensor, "B T V"]:
    """The logits of new tokens, with the help of what was kept of those before them.

    Parameters
    ----------
    model : GPT
        Has ``context``, ``tokens``, ``positions``, ``blocks``, ``norm`` and ``head``. Each of its blocks has ``norm1``,
        ``attention`` (with ``qkv``, ``out`` and ``n_heads``), ``norm2``, ``up`` and ``down``. Or its ``forward`` has a
        parameter ``cache``: then it is asked itself. That is judged at the edges alone.
    ids : tensor (B, T)
        The new tokens of B texts, one or more of each. They stand after those that the cache holds.
    cache : Cache
        Afterwards it holds the new tokens as well.

    Returns
    -------
    tensor (B, T, V)
        What the model gives for these T tokens in the whole text.

    Raises
    ------
    ValueError
        If there would be more tokens than ``model.context``; the message mentions both numbers. The cache then stays as
        it was. A model that takes the cache itself decides about this, too.
    """
    raise NotImplementedError
