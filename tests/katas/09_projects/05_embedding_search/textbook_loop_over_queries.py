import numpy as np


def search(queries, corpus, k, block=1024):
    corpus_norms = np.linalg.norm(corpus, axis=1)
    indices = np.zeros((len(queries), k), dtype=int)
    scores = np.zeros((len(queries), k))
    for i, q in enumerate(queries):
        similarities = np.dot(corpus, q) / (corpus_norms * np.linalg.norm(q))
        top_k = similarities.argsort()[-k:][::-1]
        indices[i] = top_k
        scores[i] = similarities[top_k]
    return indices, scores
