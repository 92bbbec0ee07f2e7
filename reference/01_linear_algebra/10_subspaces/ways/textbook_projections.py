import numpy as np


def gram_schmidt(vectors):
    basis = []
    for v in vectors:
        w = v - sum((np.dot(v, b) * b for b in basis), np.zeros(len(v)))
        w = w - sum((np.dot(w, b) * b for b in basis), np.zeros(len(v)))
        if np.linalg.norm(w) > 1e-10:
            basis.append(w / np.linalg.norm(w))
    return basis


def rank(a, tol=None):
    return len(gram_schmidt(a))


def null_space(a):
    rows = gram_schmidt(a)
    everything = gram_schmidt([*rows, *np.eye(a.shape[1])])
    return np.stack(everything[len(rows) :], axis=1)


def in_span(vectors, v):
    projection = sum((np.dot(v, b) * b for b in gram_schmidt(vectors.T)), np.zeros(len(v)))
    return np.allclose(projection, v)
