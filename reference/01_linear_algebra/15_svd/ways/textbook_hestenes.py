import math

import numpy as np


def svd(A, tol=1e-15):
    if A.shape[0] < A.shape[1]:
        U, S, Vt = svd(A.T)
        return Vt.T, S, U.T
    U = np.array(A, dtype=float)
    n = U.shape[1]
    V = np.eye(n)
    converged = False
    while not converged:
        converged = True
        for i in range(n - 1):
            for j in range(i + 1, n):
                alpha, beta, gamma = U[:, i] @ U[:, i], U[:, j] @ U[:, j], U[:, i] @ U[:, j]
                if abs(gamma) <= tol * math.sqrt(alpha * beta):
                    continue
                converged = False
                zeta = (beta - alpha) / (2 * gamma)
                t = math.copysign(1, zeta) / (abs(zeta) + math.sqrt(1 + zeta**2))
                c = 1 / math.sqrt(1 + t**2)
                s = c * t
                for M in (U, V):
                    M[:, i], M[:, j] = c * M[:, i] - s * M[:, j], s * M[:, i] + c * M[:, j]
    S = np.linalg.norm(U, axis=0)
    U = U / S
    order = np.argsort(S)[::-1]
    return U[:, order], S[order], V[:, order].T


def low_rank(A, k):
    U, S, Vt = svd(A)
    return U[:, :k] @ np.diag(S[:k]) @ Vt[:k]


def pseudo_inverse(A, rcond=1e-15):
    U, S, Vt = svd(A)
    cutoff = rcond * max(S)
    S_inv = np.array([1 / s if s > cutoff else 0 for s in S])
    return Vt.T @ np.diag(S_inv) @ U.T
