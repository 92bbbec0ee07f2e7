import numpy as np


def cosine(a, b):
    return np.dot(a, b) / (np.sqrt(np.dot(a, a)) * np.sqrt(np.dot(b, b)))


def search(queries, corpus, k, block=1024):
    all_indices, all_scores = [], []
    for q in queries:
        similarities = [(i, cosine(q, doc)) for i, doc in enumerate(corpus)]
        similarities.sort(key=lambda x: x[1], reverse=True)
        all_indices.append([i for i, _ in similarities[:k]])
        all_scores.append([s for _, s in similarities[:k]])
    return np.array(all_indices), np.array(all_scores)
