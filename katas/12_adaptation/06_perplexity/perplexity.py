"""Perplexity: how well a model predicts a text, over batches, and in bits per byte."""

from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Float, Int


def total_loss(
    logits: Float[Array, "B T V"], labels: Int[Array, "B T"], ignore_index: int = -100
) -> tuple[Float[Array, ""], int]:
    """Return the sum of the losses of all tokens that count, and how many those are.

    Parameters
    ----------
    logits : array of shape (B, T, V)
        What the model says of the next token at each place: the logits at place i are about token i + 1.
    labels : array of int, of shape (B, T)
        The tokens, from 0 to V - 1, unshifted. Those that do not count are ``ignore_index``.
    ignore_index : int, default -100
        What marks padding, and any other token that does not count.

    Returns
    -------
    array of shape ()
        The sum of -log P over the tokens that count, in nats. It has the dtype and device of ``logits``,
        and is 0 if no token counts.
    int
        How many tokens count. The first place of a row never does. An array of shape () is fine, too.
    """
    xp = array_namespace(logits)  # numpy for an array, torch for a tensor: xp.exp works on both
    raise NotImplementedError


def perplexity(totals: Float[Array, "N"], counts: Int[Array, "N"]) -> Float[Array, ""]:
    """Return the exponential of the mean loss of all tokens.

    Parameters
    ----------
    totals : array of shape (N,)
        The sum of the losses of each batch, in nats.
    counts : array of int, of shape (N,)
        The number of tokens in each of these sums. Some may be 0.

    Returns
    -------
    array of shape ()
        With the dtype and device of ``totals``.

    Raises
    ------
    ValueError
        If there is no token at all.
    """
    xp = array_namespace(totals)
    raise NotImplementedError


def bits_per_byte(totals: Float[Array, "N"], texts: list[str]) -> Float[Array, ""]:
    """Return the loss of all texts, in bits, divided by their number of bytes.

    Parameters
    ----------
    totals : array of shape (N,)
        The sum of the losses of each text, in nats.
    texts : list of str
        What was predicted, as text. A byte is one of its encoding in UTF-8.

    Returns
    -------
    array of shape ()
        With the dtype and device of ``totals``.

    Raises
    ------
    ValueError
        If there is no byte at all.
    """
    xp = array_namespace(totals)
    raise NotImplementedError
