import heapq

import numpy as np
from numpy.linalg import norm


def cos_sim(a, b):
    return np.dot(a, b) / (norm(a) * norm(b))


def search(queries, corpus, k, block=1024):
    result = []
    for query in queries:
        scores = [cos_sim(query, doc) for doc in corpus]
        result.append(heapq.nlargest(k, enumerate(scores), key=lambda pair: pair[1]))
    indices = np.array([[i for i, _ in row] for row in result])
    scores = np.array([[s for _, s in row] for row in result])
    return indices, scores
