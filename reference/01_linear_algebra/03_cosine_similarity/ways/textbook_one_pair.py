import numpy as np


def cosine(u, v):
    return np.dot(u, v) / (np.linalg.norm(u) * np.linalg.norm(v))


def cosine_similarity(a, b, axis=-1, eps=1e-8):
    each_pair = np.vectorize(cosine, signature="(n),(n)->()")
    return each_pair(np.moveaxis(a, axis, -1), np.moveaxis(b, axis, -1))


def nearest(query, corpus):
    scores = [cosine(query, row) for row in corpus]
    return scores.index(max(scores))
