import numpy as np
from numpy.linalg import norm


def cosine_similarity(a, b, axis=-1, eps=1e-8):
    return np.sum(a * b, axis=axis) / (norm(a, axis=axis) * norm(b, axis=axis))


def nearest(query, corpus):
    return np.argmax(cosine_similarity(query, corpus))
