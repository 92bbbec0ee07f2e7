import itertools

import numpy as np
import torch
import torch.nn.functional as F


def encode(text, alphabet):
    return torch.tensor([alphabet.index(c) for c in text])


def count(text, alphabet):
    N = torch.zeros((len(alphabet), len(alphabet)), dtype=torch.int32)
    ids = encode(text, alphabet).tolist()
    for ix1, ix2 in itertools.pairwise(ids):
        N[ix1, ix2] += 1
    return N.numpy()


def probabilities(counts, smoothing=1.0):
    P = torch.tensor(counts, dtype=torch.float64) + smoothing
    return (P / P.sum(dim=1, keepdim=True)).numpy()


def perplexity(probs, text, alphabet):
    ids = encode(text, alphabet)
    nll = -torch.log(torch.tensor(probs)[ids[:-1], ids[1:]]).mean()
    return torch.exp(nll).item()


def train(text, alphabet, lr, steps):
    ids = encode(text, alphabet)
    xs, ys = ids[:-1], ids[1:]
    W = torch.zeros((len(alphabet), len(alphabet)), dtype=torch.float64, requires_grad=True)
    for _ in range(steps):
        loss = F.cross_entropy(W[xs], ys)
        W.grad = None
        loss.backward()
        with torch.no_grad():
            W -= lr * W.grad
    return F.softmax(W.detach(), dim=1).numpy()


def sample(probs, alphabet, start, u):
    out, ix = "", alphabet.index(start)
    for r in u:
        ix = int(np.searchsorted(np.cumsum(probs[ix]), r, side="right"))
        out += alphabet[ix]
    return out
