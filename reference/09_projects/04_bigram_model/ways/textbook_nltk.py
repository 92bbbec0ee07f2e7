from collections import Counter, defaultdict

import numpy as np


def count(text, alphabet):
    cfd = defaultdict(Counter)
    for w1, w2 in [(text[i], text[i + 1]) for i in range(len(text) - 1)]:
        cfd[w1][w2] += 1
    return np.array([[cfd[a][b] for b in alphabet] for a in alphabet])


def probabilities(counts, smoothing=1.0):
    return (counts + smoothing) / (counts.sum(axis=1)[:, None] + smoothing * counts.shape[1])


def perplexity(probs, text, alphabet):
    index = {c: i for i, c in enumerate(alphabet)}
    bigrams = [(index[text[i]], index[text[i + 1]]) for i in range(len(text) - 1)]
    cross_entropy = -1 * np.mean([np.log2(probs[b]) for b in bigrams])
    return pow(2.0, cross_entropy)


def softmax(z):
    z = z - np.max(z, axis=-1, keepdims=True)
    return np.exp(z) / np.sum(np.exp(z), axis=-1, keepdims=True)


def train(text, alphabet, lr, steps):
    counts = count(text, alphabet)
    theta = np.zeros(counts.shape)
    for _ in range(steps):
        gradient = counts - counts.sum(axis=1, keepdims=True) * softmax(theta)
        theta += lr * gradient / counts.sum()
    return softmax(theta)


def sample(probs, alphabet, start, u):
    result = [start]
    for p in u:
        cdf = np.cumsum(probs[alphabet.index(result[-1])])
        result.append(alphabet[np.sum(cdf <= p)])
    return "".join(result[1:])
