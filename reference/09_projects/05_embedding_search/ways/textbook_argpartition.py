import numpy as np


def search(queries, corpus, k, block=1024):
    queries = queries / np.linalg.norm(queries, axis=1)[:, None]
    corpus = corpus / np.linalg.norm(corpus, axis=1)[:, None]
    all_idx, all_scores = [], []
    for start in range(0, len(queries), block):
        scores = queries[start : start + block] @ corpus.T
        idx = np.argpartition(scores, -k, axis=1)[:, -k:]
        top = np.take_along_axis(scores, idx, axis=1)
        order = np.argsort(top, axis=1)[:, ::-1]
        all_idx.append(np.take_along_axis(idx, order, axis=1))
        all_scores.append(np.take_along_axis(top, order, axis=1))
    return np.vstack(all_idx), np.vstack(all_scores)
