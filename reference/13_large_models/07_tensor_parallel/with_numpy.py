"""Head by head and unit by unit: each share is written as a sum over what the worker owns."""

import numpy as np
import scipy.special


def shard_mlp(w1, b1, w2, b2, rank, world):
    """Take what one worker needs of an MLP: here every world-th hidden unit, and a share of b2."""
    if len(w1) % world != 0:
        raise ValueError(f"F = {len(w1)} for {world} workers")
    return w1[rank::world], b1[rank::world], w2[:, rank::world], b2 if rank == 0 else np.zeros_like(b2)


def parallel_mlp(x, w1, b1, w2, b2):
    """Run this worker's part of an MLP with a relu."""
    share = np.zeros_like(x) + b2
    for row, bias, column in zip(w1, b1, w2.T, strict=True):
        share += np.outer(np.clip(x @ row + bias, 0, None), column)
    return (yield share)


def shard_attention(wqkv, wout, n_heads, rank, world):
    """Take what one worker needs of multi-head attention: every world-th head."""
    if n_heads % world != 0:
        raise ValueError(f"{n_heads} heads for {world} workers")
    dim = len(wout)
    rows = np.arange(dim).reshape(n_heads, -1)[rank::world].ravel()
    return wqkv.reshape(3, dim, dim)[:, rows].reshape(-1, dim), wout[:, rows], n_heads // world


def parallel_attention(x, wqkv, wout, n_heads):
    """Run this worker's heads of causal attention."""
    width = len(wqkv) // 3 // n_heads
    q, k, v = wqkv.reshape(3, n_heads, width, -1)
    share = np.zeros_like(x)
    for head in range(n_heads):
        scores = np.einsum("te,se->ts", x @ q[head].T, x @ k[head].T) / np.sqrt(width)
        scores[np.triu_indices(len(x), 1)] = -np.inf
        found = scipy.special.softmax(scores, axis=1) @ (x @ v[head].T)
        share += found @ wout[:, head * width : (head + 1) * width].T
    return (yield share.astype(x.dtype))


def parallel_mlp_backward(x, dy, w1, b1, w2, b2):
    """Find the gradients of this worker's part of an MLP."""
    before = np.einsum("td,fd->tf", x, w1) + b1
    dh = np.where(before > 0, np.einsum("td,df->tf", dy, w2), 0)
    dx = yield np.einsum("tf,fd->td", dh, w1)
    return (
        dx,
        np.einsum("tf,td->fd", dh, x),
        dh.sum(axis=0),
        np.einsum("td,tf->df", dy, before.clip(0)),
        dy.sum(axis=0),
    )


def parallel_cross_entropy(logits, targets, rank, world):
    """Compute the cross-entropy of logits of which each worker has some columns."""
    width = logits.shape[1]
    onehot = targets[:, None] == rank * width + np.arange(width)  # (T, V / world)
    top = yield "max", logits.max(axis=1)
    sums = np.stack([np.exp(logits - top[:, None]).sum(axis=1), np.where(onehot, logits - top[:, None], 0).sum(axis=1)])
    total, right = yield "sum", sums
    return np.log(total) - right
