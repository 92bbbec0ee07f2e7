import itertools

import numpy as np


def count(text, alphabet):
    counts = np.zeros((len(alphabet), len(alphabet)))
    for i in range(len(text) - 1):
        counts[alphabet.index(text[i])][alphabet.index(text[i + 1])] += 1
    return counts


def probabilities(counts, smoothing=1.0):
    V = len(counts)
    probs = np.zeros((V, V))
    for i in range(V):
        for j in range(V):
            probs[i, j] = (counts[i, j] + smoothing) / (sum(counts[i]) + V * smoothing)
    return probs


def perplexity(probs, text, alphabet):
    entropy = 0
    for a, b in itertools.pairwise(text):
        entropy -= np.log2(probs[alphabet.index(a), alphabet.index(b)])
    return 2 ** (entropy / (len(text) - 1))


def train(text, alphabet, lr, steps):
    V = len(alphabet)
    pairs = [(alphabet.index(a), alphabet.index(b)) for a, b in itertools.pairwise(text)]
    logits = np.zeros((V, V))
    for _ in range(steps):
        grad = np.zeros((V, V))
        for i, j in pairs:
            p = np.exp(logits[i]) / np.sum(np.exp(logits[i]))
            p[j] -= 1
            grad[i] += p / len(pairs)
        logits -= lr * grad
    return np.array([np.exp(row) / np.sum(np.exp(row)) for row in logits])


def sample(probs, alphabet, start, u):
    text = ""
    current = start
    for x in u:
        total = 0
        row = probs[alphabet.index(current)]
        for j in range(len(alphabet)):
            total += row[j]
            if x < total:
                current = alphabet[j]
                break
        text += current
    return text
