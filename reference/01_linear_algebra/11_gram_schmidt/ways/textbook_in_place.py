import numpy as np

TINY = 1e-14


def project(v, basis):
    P = np.matmul(basis, basis.T)
    return np.matmul(P, v)


def orthonormal_basis(vectors):
    B = np.array(vectors, dtype=np.float64)
    for i in range(B.shape[1]):
        for j in range(i):
            B[:, i] = B[:, i] - B[:, i] @ B[:, j] * B[:, j]
        if np.linalg.norm(B[:, i]) > TINY * 1e3:
            B[:, i] = B[:, i] / np.linalg.norm(B[:, i])
        else:
            B[:, i] = np.zeros_like(B[:, i])
    return B[:, np.any(B != 0, axis=0)]
