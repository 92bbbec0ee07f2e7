"""As Megatron-LM has it: f copies forwards and sums backwards, g the reverse, and the bias comes after g."""

import numpy as np


def g(share):
    return (yield share)


f_backward = g


def shard_mlp(w1, b1, w2, b2, rank, world):
    """Column-parallel, then row-parallel."""
    return np.split(w1, world)[rank], np.split(b1, world)[rank], np.split(w2, world, axis=1)[rank], b2


def parallel_mlp(x, w1, b1, w2, b2):
    intermediate = np.maximum(x @ w1.T + b1, 0)
    output = yield from g(intermediate @ w2.T)
    return output + b2


def shard_attention(wqkv, wout, n_heads, rank, world):
    """Rows are first put head by head, as Megatron's checkpoints have them: q, k and v of a head together."""
    by_head = wqkv.reshape(3, n_heads, -1, wqkv.shape[1]).swapaxes(0, 1)
    return np.split(by_head, world)[rank], np.split(wout, world, axis=1)[rank], n_heads // world


def parallel_attention(x, wqkv, wout, n_heads):
    contexts = []
    for wq, wk, wv in wqkv:
        q, k, v = x @ wq.T, x @ wk.T, x @ wv.T
        scores = np.where(np.tri(len(x)) == 0, -10000.0, q @ k.T / np.sqrt(q.shape[-1]))
        probs = np.exp(scores - scores.max(-1, keepdims=True))
        contexts.append(probs / probs.sum(-1, keepdims=True) @ v)
    return (yield from g(np.concatenate(contexts, axis=-1) @ wout.T))


def parallel_mlp_backward(x, dy, w1, b1, w2, b2):
    intermediate = np.maximum(x @ w1.T + b1, 0)
    d_intermediate = dy @ w2 * (intermediate > 0)
    dx = yield from f_backward(d_intermediate @ w1)
    return dx, d_intermediate.T @ x, d_intermediate.sum(0), dy.T @ intermediate, dy.sum(0)


def parallel_cross_entropy(logits, targets, rank, world):
    """As vocab_parallel_cross_entropy: the maximum, the predicted logits, the sum of exponentials."""
    start, size = rank * logits.shape[-1], logits.shape[-1]
    logits = logits - (yield "max", logits.max(-1))[:, None]
    mask = (targets < start) | (targets >= start + size)
    masked = np.where(mask, 0, targets - start)
    predicted = logits[np.arange(len(targets)), masked]
    predicted[mask] = 0.0
    predicted = yield "sum", predicted
    return np.log((yield "sum", np.exp(logits).sum(-1))) - predicted
