"""Direct preference optimisation: learn from pairs of answers without a reward model."""

from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Bool, Float, Int


def token_log_probs(logits: Float[Array, "B T V"], ids: Int[Array, "B T"]) -> Float[Array, "B n"]:
    """Return the log-probability that a model gives to each token but the first.

    Parameters
    ----------
    logits : array of shape (B, T, V)
        What the model returned for ``ids``: those at place i are about the token at place i + 1. An entry may be -inf.
    ids : integer array of shape (B, T)
        The tokens, from 0 to V - 1.

    Returns
    -------
    array of shape (B, T - 1)
        For the tokens from place 1 on. With the dtype and device of ``logits``.
    """
    xp = array_namespace(logits)  # numpy for an array, torch for a tensor: xp.exp works on both
    raise NotImplementedError


def sequence_log_probs(
    logits: Float[Array, "B T V"], ids: Int[Array, "B T"], mask: Bool[Array, "B T"], average: bool = False
) -> Float[Array, "B"]:
    """Return the log-probability that a model gives to the counted tokens of each row.

    Parameters
    ----------
    logits : array of shape (B, T, V)
        What the model returned for ``ids``: those at place i are about the token at place i + 1. An entry may be -inf.
    ids : integer array of shape (B, T)
        The tokens, from 0 to V - 1 at every place.
    mask : bool array of shape (B, T)
        True for the tokens of ``ids`` that count: those of the answer. The first place never counts.
    average : bool, default False
        Return the mean over the counted tokens of a row, not their sum.

    Returns
    -------
    array of shape (B,)
        With the dtype and device of ``logits``.

    Raises
    ------
    ValueError
        If a row has no token that counts.
    """
    xp = array_namespace(logits)
    raise NotImplementedError


def dpo_loss(
    policy_chosen: Float[Array, "B"],
    policy_rejected: Float[Array, "B"],
    reference_chosen: Float[Array, "B"],
    reference_rejected: Float[Array, "B"],
    beta: float = 0.1,
    label_smoothing: float = 0.0,
) -> Float[Array, ""]:
    """Return the loss of DPO: the mean over pairs of -log sigmoid(beta h).

    Parameters
    ----------
    policy_chosen, policy_rejected, reference_chosen, reference_rejected : array of shape (B,)
        Log-probabilities of whole answers: sums over their tokens, of any size. Those of the reference are constants:
        no gradient flows into them.
    beta : float, default 0.1
        How tightly the policy is held to the reference.
    label_smoothing : float, default 0.0
        The probability that a pair is in the wrong order.

    Returns
    -------
    array of shape ()
        With the dtype and device of ``policy_chosen``. It is finite for finite log-probabilities.

    Raises
    ------
    ValueError
        Unless ``beta`` is positive. The message mentions it.
    """
    xp = array_namespace(policy_chosen)
    raise NotImplementedError


def ipo_loss(
    policy_chosen: Float[Array, "B"],
    policy_rejected: Float[Array, "B"],
    reference_chosen: Float[Array, "B"],
    reference_rejected: Float[Array, "B"],
    beta: float = 0.1,
) -> Float[Array, ""]:
    """Return the loss of IPO: the mean over pairs of (h - 1 / (2 beta))².

    Parameters
    ----------
    policy_chosen, policy_rejected, reference_chosen, reference_rejected : array of shape (B,)
        Log-probabilities of answers, as means over their tokens. Those of the reference are constants: no gradient
        flows into them.
    beta : float, default 0.1
        How tightly the policy is held to the reference.

    Returns
    -------
    array of shape ()
        With the dtype and device of ``policy_chosen``.

    Raises
    ------
    ValueError
        Unless ``beta`` is positive. The message mentions it.
    """
    xp = array_namespace(policy_chosen)
    raise NotImplementedError


def kl_estimates(
    log_probs: Float[Array, "..."], reference: Float[Array, "..."]
) -> tuple[Float[Array, "..."], Float[Array, "..."], Float[Array, "..."]]:
    """Return three estimates of KL(policy ‖ reference) for each token that the policy drew.

    Parameters
    ----------
    log_probs, reference : array of shape (...)
        The log-probability that the policy, and that the reference, gives to each token. The reference is a constant:
        nobody asks for its gradient.

    Returns
    -------
    tuple of three arrays of shape (...)
        k1, k2 and k3, with the dtype and device of ``log_probs``.
    """
    xp = array_namespace(log_probs)
    raise NotImplementedError
