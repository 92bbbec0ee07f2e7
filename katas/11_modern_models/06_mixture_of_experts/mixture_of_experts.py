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


def mixture_with_shared(
    x: Float[torch.Tensor, "N D"],
    router: Float[torch.Tensor, "D n"],
    experts: Sequence[Callable[[Float[torch.Tensor, "m D"]], Float[torch.Tensor, "m D"]]],
    shared: Callable[[Float[torch.Tensor, "N D"]], Float[torch.Tensor, "N D"]],
    k: int,
) -> Float[torch.Tensor, "N D"]:
    """Add to the mixture what one more expert says to every token. Asked for at the edges alone.

    Parameters
    ----------
    x, router, experts, k
        As for ``mixture``, with at least one token.
    shared : callable
        Takes all tokens (N, D), in one call, and returns (N, D).

    Returns
    -------
    tensor (N, D)
        For each token the answer of ``shared``, which has no weight, and the mixture of its k experts.
    """
    raise NotImplementedError


def route_with_bias(
    logits: Float[torch.Tensor, "N n"], bias: Float[torch.Tensor, "n"], k: int
) -> tuple[Int[torch.Tensor, "N k"], Float[torch.Tensor, "N k"]]:
    """Choose k experts by logit and bias, and weigh them by the logit. Asked for at the edges alone.

    Parameters
    ----------
    logits : tensor (N, n)
        The score of each of n experts for each of N tokens.
    bias : tensor (n,)
        What is added to the logits of each expert before the choice, in their dtype. No two sums of a row are
        equal.
    k : int
        How many experts a token uses, 1 to n.

    Returns
    -------
    indices : tensor (N, k)
        Of dtype int64: the experts with the largest sums, the largest first.
    weights : tensor (N, k)
        The softmax of their logits without the bias, in the dtype of ``logits``.
    """
    raise NotImplementedError


def next_bias(
    bias: Float[torch.Tensor, "n"], indices: Int[torch.Tensor, "N k"], rate: float = 0.001
) -> Float[torch.Tensor, "n"]:
    """Raise the biases of experts with too few tokens, and lower those with too many. Asked for at the edges alone.

    Parameters
    ----------
    bias : tensor (n,)
        The bias of each expert. It stays as it is.
    indices : tensor (N, k)
        Of dtype int64: the experts that each token has used.
    rate : float, default 0.001
        How far a bias moves, up or down.

    Returns
    -------
    tensor (n,)
        The new biases, in the dtype of ``bias``. An expert with exactly N k / n choices keeps its own.
    """
    raise NotImplementedError
