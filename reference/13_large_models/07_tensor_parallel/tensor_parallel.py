"""Tensor parallelism: notice where the cut goes, along hidden units and heads, so that a worker needs nobody
between its two matrices. Then one sum is left, and it is of the size of the tokens, whatever the width inside.
"""

import numpy as np


def share(w, rank, world, axis=0):
    """Return the block of a worker."""
    return np.split(w, world, axis)[rank]


def refuse_a_rest(n, world):
    """Refuse what cannot be dealt out evenly."""
    if n % world:
        raise ValueError(f"{n} is no multiple of {world} workers")


def shard_mlp(w1, b1, w2, b2, rank, world):
    """Take what one worker needs of an MLP."""
    refuse_a_rest(len(w1), world)
    return share(w1, rank, world), share(b1, rank, world), share(w2, rank, world, axis=1), b2


def parallel_mlp(x, w1, b1, w2, b2):
    """Run this worker's part of an MLP with a relu."""
    h = np.maximum(x @ w1.T + b1, 0)  # (T, F/p): whole sums, for these hidden units alone
    total = yield h @ w2.T  # (T, D): a share of each sum over F
    return total + b2


def shard_attention(wqkv, wout, n_heads, rank, world):
    """Take what one worker needs of multi-head attention."""
    refuse_a_rest(n_heads, world)
    own = [share(w, rank, world) for w in np.split(wqkv, 3)]  # whole heads of q, of k and of v
    return np.concatenate(own), share(wout, rank, world, axis=1), n_heads // world


def parallel_attention(x, wqkv, wout, n_heads):
    """Run this worker's heads of causal attention."""
    q, k, v = (w.reshape(len(x), n_heads, -1).swapaxes(0, 1) for w in np.split(x @ wqkv.T, 3, axis=1))  # (h/p, T, E)
    scores = q @ k.swapaxes(1, 2) / q.shape[-1] ** 0.5
    scores = np.where(np.tri(len(x), dtype=bool), scores, -np.inf)  # (h/p, T, T)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    heads = weights / weights.sum(axis=-1, keepdims=True) @ v  # (h/p, T, E)
    total = yield heads.swapaxes(0, 1).reshape(len(x), -1) @ wout.T
    return total


def parallel_mlp_backward(x, dy, w1, b1, w2, b2):
    """Find the gradients of this worker's part of an MLP."""
    before = x @ w1.T + b1  # (T, F/p)
    dh = dy @ w2 * (before > 0)  # dy is whole, so nothing has to be asked
    dx = yield dh @ w1  # what these hidden units want of x
    return dx, dh.T @ x, dh.sum(axis=0), dy.T @ np.maximum(before, 0), dy.sum(axis=0)


def parallel_cross_entropy(logits, targets, rank, world):
    """Compute the cross-entropy of logits of which each worker has some columns."""
    here = targets - rank * logits.shape[1]  # (T,): the target's column, if it is one of ours
    own = (here >= 0) & (here < logits.shape[1])
    top = yield "max", logits.max(axis=1)
    total = yield "sum", np.exp(logits - top[:, None]).sum(axis=1)
    right = yield "sum", np.where(own, logits[np.arange(len(here)), np.where(own, here, 0)], 0)
    return np.log(total) + top - right
