"""Policy gradients: make answers more likely that were rewarded more than others to the same question."""

from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Bool, Float, Int


def advantages(rewards: Float[Array, "N"], groups: Int[Array, "N"]) -> Float[Array, "N"]:
    """Return how much better each answer is than its group, in standard deviations of the group.

    Parameters
    ----------
    rewards : array of shape (N,)
        The reward of each answer.
    groups : integer array of shape (N,)
        A label for each answer, the same for all answers to one question. Labels may be any integers, in any order.

    Returns
    -------
    array of shape (N,)
        (reward - mean) / std, with mean and std over the answer's group. The std has
        ``ddof=0``, and nothing is added to it. Where all rewards of a group are equal, 0. With the dtype and device of
        ``rewards``.

    Raises
    ------
    ValueError
        If the shapes of ``rewards`` and ``groups`` differ. The message mentions both.
    """
    xp = array_namespace(rewards)  # numpy for an array, torch for a tensor: xp.exp works on both
    raise NotImplementedError


def policy_loss(
    log_probs: Float[Array, "B T"],
    old_log_probs: Float[Array, "B T"],
    advantages: Float[Array, "B"],
    mask: Bool[Array, "B T"],
    clip: float = 0.2,
) -> Float[Array, ""]:
    """Return the clipped loss of PPO and GRPO: its mean over all tokens that count.

    Parameters
    ----------
    log_probs : array of shape (B, T)
        The log-probability that the policy gives to each token now.
    old_log_probs : array of shape (B, T)
        The log-probability that each token had when it was drawn. A constant: no gradient flows into it.
    advantages : array of shape (B,)
        One number for each answer. A constant, too: nobody asks for its gradient.
    mask : bool array of shape (B, T)
        True for the tokens that count. At all others, the log-probabilities may be anything, even -inf or NaN.
    clip : float, default 0.2
        How far the ratio of the two probabilities may go from 1 before its gradient stops.

    Returns
    -------
    array of shape ()
        With the dtype and device of ``log_probs``.

    Raises
    ------
    ValueError
        If no token counts.
    """
    xp = array_namespace(log_probs)
    raise NotImplementedError
