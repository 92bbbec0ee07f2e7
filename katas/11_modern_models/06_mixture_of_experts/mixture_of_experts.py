"""A mixture of experts: many small networks, of which each token uses a few."""

from collections.abc import Callable, Sequence

import torch
from jaxtyping import Float, Int


def route(
    logits: Float[torch.Tensor, "N n"], k: int, normalise: bool = True
) -> tuple[Int[torch.Tensor, "N k"], Float[torch.Tensor, "N k"]]:
    """Choose k experts for each token, and how much each of them counts.

    Parameters
    ----------
    logits : tensor (N, n)
        The score of each of n experts for each of N tokens. No two of a row are equal.
    k : int
        How many experts a token uses, 1 to n.
    normalise : bool, default True
        Whether the weights of a token's k experts sum to 1. Otherwise they are the experts' probabilities
        among all n.

    Returns
    -------
    indices : tensor (N, k)
        Of dtype int64: the experts with the largest logits, the largest first.
    weights : tensor (N, k)
        Their weights, in the dtype of ``logits``.

    Raises
    ------
    ValueError
        If k is below 1 or above n; the message mentions both numbers.
    """
    raise NotImplementedError


def mixture(
    x: Float[torch.Tensor, "N D"],
    router: Float[torch.Tensor, "D n"],
    experts: Sequence[Callable[[Float[torch.Tensor, "m D"]], Float[torch.Tensor, "m D"]]],
    k: int,
) -> Float[torch.Tensor, "N D"]:
    """Send each token to its k experts, and add up what they return.

    Parameters
    ----------
    x : tensor (N, D)
        The tokens.
    router : tensor (D, n)
        ``x @ router`` are the logits of the experts.
    experts : sequence of n callables
        Each takes some tokens (m, D), m at least 1, and returns (m, D).
    k : int
        How many experts a token uses, 1 to n.

    Returns
    -------
    tensor (N, D)
        For each token the sum of what its experts return, by weights that sum to 1.
    """
    raise NotImplementedError


def load_balance_loss(logits: Float[torch.Tensor, "N n"], indices: Int[torch.Tensor, "N k"]) -> Float[torch.Tensor, ""]:
    """Measure how unevenly the tokens are spread over the experts: 1 where both shares are even.

    Parameters
    ----------
    logits : tensor (N, n)
        The score of each of n experts for each of N tokens.
    indices : tensor (N, k)
        Of dtype int64: the experts that each token uses.

    Returns
    -------
    tensor ()
        n times the sum over the experts of f times P: f is the expert's share of all N times k choices, P the
        mean over the tokens of its probability among all n. Gradients flow through P.
    """
    raise NotImplementedError
