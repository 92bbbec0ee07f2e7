"""Constrained decoding: a grammar says which tokens may come next, and the model chooses among them."""

import math
from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Bool, Float


def step(grammar: dict, state: int, token: str) -> int | None:
    """Read the characters of a token.

    Parameters
    ----------
    grammar : dict
        For each state, a dict from the characters that may come next to the state that follows.
    state : int
        Where the text before the token has led.
    token : str
        Any number of characters.

    Returns
    -------
    int or None
        The state after the token, or None if the grammar forbids one of its characters.
    """
    raise NotImplementedError


def tokens_to_end(grammar: dict, ends: set[int], vocabulary: list[str | None]) -> dict[int, int]:
    """Count, for each state, the fewest tokens that lead to an end.

    Parameters
    ----------
    grammar : dict
        As in `step`.
    ends : set of int
        The states in which a text may end.
    vocabulary : list of str or None
        The tokens. None is the token that ends a text; it is not counted. An empty token leads nowhere.

    Returns
    -------
    dict
        From states to counts. It has no entry for a state from which no tokens lead to an end.
    """
    raise NotImplementedError


def allowed(
    grammar: dict, state: int, vocabulary: list[str | None], fewest: dict[int, int], left: float = math.inf
) -> list[bool]:
    """Say which tokens may come next.

    Parameters
    ----------
    grammar : dict
        As in `step`.
    state : int
        Where the text has led so far.
    vocabulary : list of str or None
        The tokens. None is the token that ends a text.
    fewest : dict
        What `tokens_to_end` returns.
    left : int or inf, default inf
        How many tokens may still be written. The end token is not counted.

    Returns
    -------
    list of bool
        For each token, whether a whole text can still be written within what is left after it. For the end token,
        whether the text is whole. For an empty token, False.
    """
    raise NotImplementedError


def constrained(logits: Float[Array, "... V"], mask: Bool[Array, "... V"]) -> Float[Array, "... V"]:
    """Take away what is not allowed.

    Parameters
    ----------
    logits : array of shape (..., V)
        The scores of the tokens.
    mask : array of bool of shape (V,) or (..., V)
        Which tokens are allowed.

    Returns
    -------
    array of shape (..., V)
        The logits, with -inf for each token that is not allowed. With the dtype and device of ``logits``.

    Raises
    ------
    ValueError
        If a row of the mask allows no token, or if the last axes differ in length. The message names both shapes.
    """
    xp = array_namespace(logits)  # numpy for an array, torch for a tensor: xp.exp works on both
    raise NotImplementedError


def json_grammar(shape) -> tuple[dict, int, int]:
    """Make the grammar of all JSON texts of one shape.

    Parameters
    ----------
    shape : int, list or dict
        A number n: a string of at most n characters, each a letter from a to z or a space.
        ``[shape, n]``: a list of at most n things of that shape.
        A dict: an object with these keys in this order, and values of these shapes.

    Returns
    -------
    grammar : dict
        As in `step`.
    start, end : int
        The state in which a text begins, and the one in which it may end.

    Raises
    ------
    ValueError
        If the shape is none of these. The message says what it is.
    """
    raise NotImplementedError
