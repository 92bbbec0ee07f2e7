import numpy as np


def cosine_similarity(x1, x2, axis=-1, eps=1e-8):
    dot = np.einsum("...i,...i->...", np.moveaxis(x1, axis, -1), np.moveaxis(x2, axis, -1))
    lengths = np.sqrt((x1**2).sum(axis)) * np.sqrt((x2**2).sum(axis))
    return dot / np.maximum(lengths, eps)


def nearest(query, corpus):
    similarities = cosine_similarity(corpus, query[np.newaxis, :])
    return np.argsort(similarities)[::-1][0]
