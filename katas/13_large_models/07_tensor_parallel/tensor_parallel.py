"""Tensor parallelism: each worker has some of the hidden units and some of the heads."""

from collections.abc import Generator

import numpy as np
from jaxtyping import Float, Int

Array = np.ndarray


def shard_mlp(
    w1: Float[Array, "F D"],
    b1: Float[Array, " F"],
    w2: Float[Array, "D F"],
    b2: Float[Array, " D"],
    rank: int,
    world: int,
) -> tuple[Array, Array, Array, Array]:
    """Take what one worker needs of an MLP.

    Parameters
    ----------
    w1, b1 : arrays of shape (F, D) and (F,)
        The first layer, in torch's layout.
    w2, b2 : arrays of shape (D, F) and (D,)
        The second layer.
    rank : int
        The number of this worker, from 0 to ``world - 1``.
    world : int
        How many workers there are.

    Returns
    -------
    tuple of four arrays
        What `parallel_mlp` takes for w1, b1, w2 and b2. Of the first three, a share of 1 / ``world``.

    Raises
    ------
    ValueError
        If F is no multiple of ``world``. The message names both.
    """
    raise NotImplementedError


def parallel_mlp(x: Float[Array, "T D"], w1, b1, w2, b2) -> Generator[Array, Array, Array]:
    """Run this worker's part of an MLP with a relu.

    A generator, as soon as there is a yield in it: ``total = yield share`` gets the sum of the shares of all workers.

    Parameters
    ----------
    x : array of shape (T, D)
        The tokens, whole on every worker.
    w1, b1, w2, b2 : arrays
        What `shard_mlp` has returned.

    Yields
    ------
    array of shape (T, D)
        Once.

    Returns
    -------
    array of shape (T, D)
        What the whole MLP gives, on every worker.
    """
    raise NotImplementedError


def shard_attention(
    wqkv: Float[Array, "3*D D"], wout: Float[Array, "D D"], n_heads: int, rank: int, world: int
) -> tuple[Array, Array, int]:
    """Take what one worker needs of multi-head attention.

    Parameters
    ----------
    wqkv : array of shape (3 D, D)
        The rows of all queries, then of all keys, then of all values, each head by head.
    wout : array of shape (D, D)
        The last layer. Its columns are in the order of the heads.
    n_heads : int
        How many heads there are.
    rank, world : int
        As in `shard_mlp`.

    Returns
    -------
    tuple of two arrays and an int
        What `parallel_attention` takes: its wqkv, its wout and its number of heads.

    Raises
    ------
    ValueError
        If the number of heads is no multiple of ``world``. The message names both.
    """
    raise NotImplementedError


def parallel_attention(x: Float[Array, "T D"], wqkv, wout, n_heads: int) -> Generator[Array, Array, Array]:
    """Run this worker's heads of causal attention.

    Parameters
    ----------
    x : array of shape (T, D)
        The tokens, whole on every worker.
    wqkv, wout, n_heads
        What `shard_attention` has returned.

    Yields
    ------
    array of shape (T, D)
        Once.

    Returns
    -------
    array of shape (T, D)
        What all heads together give, on every worker.
    """
    raise NotImplementedError


def parallel_mlp_backward(x: Float[Array, "T D"], dy: Float[Array, "T D"], w1, b1, w2, b2) -> Generator:
    """Find the gradients of this worker's part of an MLP.

    Parameters
    ----------
    x : array of shape (T, D)
        The tokens, whole on every worker.
    dy : array of shape (T, D)
        The gradient with respect to the result, whole on every worker.
    w1, b1, w2, b2 : arrays
        What `shard_mlp` has returned.

    Yields
    ------
    array of shape (T, D)
        Once.

    Returns
    -------
    tuple of five arrays
        The gradient with respect to x, whole on every worker, to this worker's w1, b1 and w2, and to the whole b2.
    """
    raise NotImplementedError


def parallel_cross_entropy(
    logits: Float[Array, "T V/p"], targets: Int[Array, " T"], rank: int, world: int
) -> Generator[tuple[str, Array], Array, Array]:
    """Compute the cross-entropy of logits of which each worker has some columns.

    Parameters
    ----------
    logits : array of shape (T, V / world)
        The scores of the tokens from ``rank * V / world`` on.
    targets : array of int of shape (T,)
        The right tokens, from 0 to V - 1.
    rank, world : int
        As in `shard_mlp`.

    Yields
    ------
    tuple of str and array
        ``("max", x)`` gets the maximum over all workers, ``("sum", x)`` the sum. No more than 3 T numbers in all.

    Returns
    -------
    array of shape (T,)
        The loss of each token, in nats.
    """
    raise NotImplementedError
