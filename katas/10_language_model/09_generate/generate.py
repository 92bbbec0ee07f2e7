"""Generation: a model goes on with a text, one token at a time."""

import torch
from jaxtyping import Int
from torch import nn


def generate(
    model: nn.Module,
    ids: Int[torch.Tensor, "B T"],
    n: int,
    temperature: float = 1.0,
    k: int | None = None,
    p: float | None = None,
    generator: torch.Generator | None = None,
    end: int | None = None,
    cache=None,
) -> Int[torch.Tensor, "B T+n"]:
    """Go on with a text, token by token.

    Parameters
    ----------
    model : module
        From ids (B, T) to logits (B, T, V); ``model.context`` is the largest T. It is asked in eval mode and without
        gradients; afterwards it is in the mode in which it was.
    ids : tensor (B, T)
        The beginnings, of one token or more; there may be more than ``model.context``.
    n : int
        How many tokens to append to each row.
    temperature : float, default 1.0
        What the logits are divided by; at 0 the most likely token is taken.
    k : int, optional
        Draw only among the k most likely tokens.
    p : float, optional
        Draw only among the fewest most likely tokens that together reach the probability p.
    generator : torch.Generator, optional
        The source of all randomness. Each row draws for itself.
    end : int, optional
        A token that ends a row: after the first one that is appended, the row goes on with it alone. Asked for at the
        edges alone.
    cache : optional
        What keeps for the model what it has read: ``len(cache)`` tokens, at first none. The model is then called as
        ``model(new_ids, cache)``. Asked for at the edges alone.

    Returns
    -------
    tensor (B, T + n)
        The beginnings, and what was appended.
    """
    raise NotImplementedError
