import numpy as np


def search(queries, corpus, k, block=1024):
    dots = np.einsum("ij,kj->ik", queries, corpus)
    norms = np.linalg.norm(queries, axis=1)[:, None] * np.linalg.norm(corpus, axis=1)[None, :]
    scores = dots / norms
    ids = np.arange(len(corpus))
    order = np.array([np.lexsort((ids, -row))[:k] for row in scores])
    return order, np.array([row[best] for row, best in zip(scores, order, strict=True)])
