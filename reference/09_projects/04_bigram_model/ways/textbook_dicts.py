import itertools
import math

import numpy as np


def count(text, chars):
    stoi = {s: i for i, s in enumerate(chars)}
    N = np.zeros((len(chars), len(chars)), dtype=np.int32)
    for ch1, ch2 in itertools.pairwise(text):
        N[stoi[ch1], stoi[ch2]] += 1
    return N


def probabilities(N, smoothing=1.0):
    P = N + float(smoothing)
    P /= P.sum(1, keepdims=True)
    return P


def perplexity(P, text, chars):
    stoi = {s: i for i, s in enumerate(chars)}
    log_likelihood = 0.0
    n = 0
    for ch1, ch2 in itertools.pairwise(text):
        log_likelihood += math.log(P[stoi[ch1], stoi[ch2]])
        n += 1
    return math.exp(-log_likelihood / n)


def train(text, chars, lr, steps):
    stoi = {s: i for i, s in enumerate(chars)}
    xs = np.array([stoi[c] for c in text[:-1]])
    ys = np.array([stoi[c] for c in text[1:]])
    num = len(xs)
    W = np.zeros((len(chars), len(chars)))
    xenc = np.eye(len(chars))[xs]
    for _ in range(steps):
        logits = xenc @ W
        counts = np.exp(logits)
        probs = counts / counts.sum(1, keepdims=True)
        dlogits = probs.copy()
        dlogits[np.arange(num), ys] -= 1
        dlogits /= num
        W += -lr * (xenc.T @ dlogits)
    counts = np.exp(W)
    return counts / counts.sum(1, keepdims=True)


def sample(P, chars, start, u):
    out = []
    ix = chars.index(start)
    for r in u:
        ix = int(np.argmax(np.cumsum(P[ix]) > r))
        out.append(chars[ix])
    return "".join(out)
