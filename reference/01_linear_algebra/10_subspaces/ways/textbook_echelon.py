import numpy as np


def rref(a):
    A = a.copy()
    pivots, r = [], 0
    for c in range(A.shape[1]):
        if r == A.shape[0]:
            break
        p = r + np.argmax(np.abs(A[r:, c]))
        if abs(A[p, c]) < 1e-10:
            continue
        A[[r, p]] = A[[p, r]]
        A[r] /= A[r, c]
        for i in range(A.shape[0]):
            if i != r:
                A[i] -= A[i, c] * A[r]
        pivots.append(c)
        r += 1
    return A, pivots


def rank(a, tol=None):
    return len(rref(a)[1])


def null_space(a):
    R, pivots = rref(a)
    n = a.shape[1]
    basis = []
    for f in [c for c in range(n) if c not in pivots]:
        x = np.zeros(n)
        x[f] = 1
        for i, p in enumerate(pivots):
            x[p] = -R[i, f]
        for q in basis:
            x -= np.dot(q, x) * q
        basis.append(x / np.linalg.norm(x))
    return np.array(basis).T


def in_span(vectors, v):
    return rank(np.column_stack([vectors, v])) == rank(vectors)
