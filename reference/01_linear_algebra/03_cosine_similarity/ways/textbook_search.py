import math

import numpy as np


def cosine_similarity(a, b, axis=-1, eps=1e-8):
    similarity = np.sum(np.multiply(a, b), axis) / np.sqrt(np.sum(a**2, axis) * np.sum(b**2, axis))
    return np.clip(similarity, -1.0, 1.0)


def nearest(query, corpus):
    best, best_score = None, -math.inf
    for i, row in enumerate(corpus):
        score = cosine_similarity(query, row)
        if score > best_score:
            best, best_score = i, score
    return best
