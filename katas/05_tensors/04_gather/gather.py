"""Picking entries by index: the last token, the token that occurred, the tokens before."""

import torch
from jaxtyping import Float, Int, Shaped


def last_token(x: Shaped[torch.Tensor, "B T D"], lengths: Int[torch.Tensor, "B"]) -> Shaped[torch.Tensor, "B D"]:
    """Pick the vector of the last real token of each text.

    Parameters
    ----------
    x : tensor (B, T, D)
        A vector for each position. From position ``lengths[b]`` on, text b is padding and may hold
        anything, even NaN.
    lengths : tensor (B,)
        How many tokens each text has, 1 to T; of any integer dtype.

    Returns
    -------
    tensor (B, D)
        ``[b]`` is ``x[b, lengths[b] - 1]``.

    Raises
    ------
    ValueError
        If a length is less than 1 or more than T. The message gives that length and T.
    """
    raise NotImplementedError


def token_log_probs(
    logits: Float[torch.Tensor, "B T V"], tokens: Int[torch.Tensor, "B T"]
) -> Float[torch.Tensor, "B T"]:
    """Give the log-probability of the token at each position.

    Parameters
    ----------
    logits : tensor (B, T, V)
        Scores of the V tokens of the vocabulary; -inf for one that cannot occur.
    tokens : tensor (B, T)
        Which token occurred, 0 to V - 1; of any integer dtype.

    Returns
    -------
    tensor (B, T)
        ``[b, i]`` is the log-softmax of ``logits[b, i]`` at ``tokens[b, i]``, in the dtype of
        ``logits``. Finite where the logit of the token is finite, whatever the others are.
    """
    raise NotImplementedError


def shift_right(tokens: Int[torch.Tensor, "B T"], start: int) -> Int[torch.Tensor, "B T"]:
    """Move each text one place to the right, after a start token.

    Parameters
    ----------
    tokens : tensor (B, T)
        Of any integer dtype; it is not changed.
    start : int
        The first token of each result.

    Returns
    -------
    tensor (B, T)
        ``start``, then all tokens but the last of each text, in the dtype of ``tokens``. Nothing
        where T is 0.
    """
    raise NotImplementedError
