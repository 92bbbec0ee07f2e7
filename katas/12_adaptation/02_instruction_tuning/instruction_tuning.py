"""Instruction tuning: a conversation becomes tokens, and only what the assistant says is learned."""

from collections.abc import Callable

import torch
from jaxtyping import Bool, Float, Int


def render(
    messages: list[dict[str, str]], encode: Callable[[str], list[int]], special: dict[str, int]
) -> tuple[list[int], list[bool]]:
    """Write a conversation as tokens, and mark those to be learned.

    Parameters
    ----------
    messages : list of dict
        Each has a ``"role"``, which is ``"system"``, ``"user"`` or ``"assistant"``, and a ``"content"``, a text.
    encode : callable
        Gives the ids of a text, as a list. It knows no special tokens.
    special : dict of int
        The ids of the special tokens: one for each role, and one for ``"end"``.

    Returns
    -------
    ids : list of int
        For each message the token of its role, the ids of its content, and the end token.
    mask : list of bool
        For each token whether it is learned: the contents of the assistant's messages and the end tokens after them.

    Raises
    ------
    ValueError
        If a role is none of the three; the message mentions it.
    """
    raise NotImplementedError


def sft_loss(
    logits: Float[torch.Tensor, "B T V"], ids: Int[torch.Tensor, "B T"], mask: Bool[torch.Tensor, "B T"]
) -> Float[torch.Tensor, ""]:
    """The mean loss of the tokens that are marked, each predicted one place before its own.

    Parameters
    ----------
    logits : tensor (B, T, V)
        At place i, what a model predicts for the token at place i + 1.
    ids : tensor (B, T)
        The tokens that the model has read.
    mask : tensor (B, T)
        True, or 1, where a token counts. It belongs to the token in the same place of ``ids``.

    Returns
    -------
    tensor
        One number: the sum of the losses of all tokens that count, by their number, over the whole batch.

    Raises
    ------
    ValueError
        If no token counts that is predicted at all.
    """
    raise NotImplementedError
