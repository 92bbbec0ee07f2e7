"""Looking inside a GPT: what each block would say, what each head looks at, and what the model is without a head."""

import torch
from jaxtyping import Float, Int
from torch import nn


def residuals(model: nn.Module, ids: Int[torch.Tensor, "B T"]) -> Float[torch.Tensor, "n B T D"]:
    """Return the tokens' vectors before the first block, and after each.

    Parameters
    ----------
    model : GPT
        Has ``context``, ``tokens``, ``positions``, ``blocks``, ``norm`` and ``head``. A block is called with the
        vectors and a mask. It has ``norm1`` and ``attention`` (with ``qkv``, ``out`` and ``n_heads``).
    ids : tensor (B, T)
        The tokens of B texts.

    Returns
    -------
    tensor (n_layers + 1, B, T, D)
        Entry 0 is what the first block is given, entry i what block i hands on, counted from 1.

    Raises
    ------
    ValueError
        If there are more tokens than ``model.context``; the message mentions both numbers.
    """
    raise NotImplementedError


def lens(model: nn.Module, ids: Int[torch.Tensor, "B T"]) -> Float[torch.Tensor, "n B T V"]:
    """Return the logits that the model would give if it ended before the first block, or after each.

    Parameters
    ----------
    model, ids
        As in `residuals`.

    Returns
    -------
    tensor (n_layers + 1, B, T, V)
        The last entry is what the model itself gives.
    """
    raise NotImplementedError


def attention_weights(model: nn.Module, ids: Int[torch.Tensor, "B T"]) -> Float[torch.Tensor, "n B h T T"]:
    """Return what each token looks at, in each head of each block.

    Parameters
    ----------
    model, ids
        As in `residuals`.

    Returns
    -------
    tensor (n_layers, B, h, T, T)
        Row i of a table holds the weights of token i's query, over all keys. The weights of later tokens are 0.
    """
    raise NotImplementedError


def diagonal_scores(weights: Float[torch.Tensor, "n B h T T"], back: int) -> Float[torch.Tensor, "n h"]:
    """Return how much each head looks at the token that stands a number of places back.

    Parameters
    ----------
    weights : tensor (n_layers, B, h, T, T)
        As `attention_weights` gives them.
    back : int
        How many places back, from 0, which is the token itself, to T - 1.

    Returns
    -------
    tensor (n_layers, h)
        The mean weight, over all texts and over all tokens that have such a token before them.

    Raises
    ------
    ValueError
        If no token has one that stands so far back, or if ``back`` is negative; the message mentions it.
    """
    raise NotImplementedError


def without(model: nn.Module, layer: int, head: int) -> nn.Module:
    """Return a copy of a model in which one head adds nothing.

    Parameters
    ----------
    model : GPT
        As in `residuals`. It stays as it is.
    layer, head : int
        Which block, and which of its heads, both counted from 0.

    Returns
    -------
    GPT
        The same model, but for what this head adds. It is called like the first.

    Raises
    ------
    ValueError
        If there is no such head; the message mentions both numbers. Negative numbers do not count from the end.
    """
    raise NotImplementedError
