import numpy as np


def project(v, basis):
    return sum(np.inner(v, q) * q for q in basis.T)


def orthonormal_basis(vectors):
    n, k = vectors.shape
    R, Q, r = vectors.copy(), np.eye(n), 0
    for j in range(k):
        if r == n:
            break
        x = R[r:, j]
        if np.allclose(x, 0):
            continue
        u = x.copy()
        u[0] += np.copysign(np.linalg.norm(x), x[0])
        u /= np.linalg.norm(u)
        R[r:] -= 2 * np.outer(u, u @ R[r:])
        Q[:, r:] -= 2 * np.outer(Q[:, r:] @ u, u)
        r += 1
    return Q[:, :r]
