"""Training a GPT: batches of a text, steps of AdamW, and the perplexity on text that it has not seen."""

from collections.abc import Callable

import torch
from jaxtyping import Int
from torch import nn


def batches(
    ids: Int[torch.Tensor, "n"], context: int, size: int, generator: torch.Generator
) -> tuple[Int[torch.Tensor, "size context"], Int[torch.Tensor, "size context"]]:
    """Draw windows of a text, and the same windows one token later.

    Parameters
    ----------
    ids : tensor (n,)
        The text.
    context : int
        How many tokens a window has.
    size : int
        How many windows to draw.
    generator : torch.Generator
        The source of all randomness; it is on the device of ``ids``.

    Returns
    -------
    tensor (size, context)
        The windows x. Each place in the text where a window can start is equally likely.
    tensor (size, context)
        The targets y: the token that follows each token of x.

    Raises
    ------
    ValueError
        If the text is shorter than context + 1.
    """
    raise NotImplementedError


def train(
    model: nn.Module,
    ids: Int[torch.Tensor, "n"],
    steps: int,
    *,
    generator: torch.Generator,
    size: int = 24,
    lr: float = 5e-3,
    warmup: int = 20,
    max_norm: float = 1.0,
    loss_of: Callable[[nn.Module, torch.Tensor, torch.Tensor], torch.Tensor] | None = None,
) -> list[float]:
    """Teach a model to predict each token of a text from those before it.

    Parameters
    ----------
    model : module
        From ids (B, T) to logits (B, T, V); ``model.context`` is the largest T. It is trained in place.
    ids : tensor (n,)
        The text.
    steps : int
        How many steps of AdamW to make, each on a new batch.
    generator : torch.Generator
        The source of all randomness.
    size : int, default 24
        How many windows a batch has.
    lr : float, default 5e-3
        The largest learning rate.
    warmup : int, default 20
        In how many steps the rate rises to it; after them it falls to 0 along a cosine.
    max_norm : float, default 1.0
        The norm that the gradients of a step are clipped to.
    loss_of : callable, optional
        ``loss_of(model, x, y)`` gives the loss of a batch, a tensor of shape (). Without it, the loss is the
        cross-entropy of ``model(x)`` and y.

    Returns
    -------
    list of float
        The loss of each batch, before the step is made.
    """
    raise NotImplementedError


def perplexity(model: nn.Module, ids: Int[torch.Tensor, "n"]) -> float:
    """How many tokens a model hesitates between, in the mean over a text.

    Parameters
    ----------
    model : module
        Asked in eval mode and without gradients; afterwards it is in the mode in which it was.
    ids : tensor (n,)
        The text, read in pieces of ``model.context`` tokens; the last piece may be shorter.

    Returns
    -------
    float
        exp of the mean loss over the n - 1 tokens that are predicted.

    Raises
    ------
    ValueError
        If there are fewer than two tokens.
    """
    raise NotImplementedError
