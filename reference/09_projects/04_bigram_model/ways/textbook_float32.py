import itertools

import torch
import torch.nn.functional as F


def encode(text, alphabet):
    stoi = {s: i for i, s in enumerate(alphabet)}
    return torch.tensor([stoi[c] for c in text])


def count(text, alphabet):
    N = torch.zeros((len(alphabet), len(alphabet)), dtype=torch.int32)
    ids = encode(text, alphabet)
    for ix1, ix2 in itertools.pairwise(ids):
        N[ix1, ix2] += 1
    return N.numpy()


def probabilities(counts, smoothing=1.0):
    P = torch.tensor(counts).float() + smoothing
    P /= P.sum(1, keepdim=True)
    return P.numpy()


def perplexity(probs, text, alphabet):
    ids = encode(text, alphabet)
    return torch.exp(-torch.log(torch.tensor(probs)[ids[:-1], ids[1:]]).mean()).item()


def train(text, alphabet, lr, steps):
    ids = encode(text, alphabet)
    xenc = F.one_hot(ids[:-1], num_classes=len(alphabet)).float()
    W = torch.zeros((len(alphabet), len(alphabet)), requires_grad=True)
    for _ in range(steps):
        counts = (xenc @ W).exp()
        probs = counts / counts.sum(1, keepdim=True)
        loss = -probs[torch.arange(len(ids) - 1), ids[1:]].log().mean()
        W.grad = None
        loss.backward()
        W.data += -lr * W.grad
    return W.softmax(1).detach().numpy()


def sample(probs, alphabet, start, u):
    out, ix = [], alphabet.index(start)
    for r in u:
        ix = int(torch.searchsorted(torch.tensor(probs[ix]).cumsum(0), r, right=True))
        out.append(alphabet[ix])
    return "".join(out)
