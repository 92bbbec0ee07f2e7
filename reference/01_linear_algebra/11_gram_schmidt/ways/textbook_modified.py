import numpy as np


def project(v, basis):
    return basis @ (basis.T @ v)


def orthonormal_basis(vectors):
    V = vectors.copy()
    Q = []
    for j in range(V.shape[1]):
        norm = np.linalg.norm(V[:, j])
        if norm < 1e-10:
            continue
        q = V[:, j] / norm
        Q.append(q)
        for k in range(j + 1, V.shape[1]):
            V[:, k] -= (q @ V[:, k]) * q
    return np.column_stack(Q)
