import numpy as np


def svd_1d(A, iterations=200):
    n = A.shape[1]
    v = np.random.default_rng(0).normal(size=n)
    B = A.T @ A
    for _ in range(iterations):
        v = B @ v
        v = v / np.linalg.norm(v)
    return v


def svd(A):
    A = np.array(A, dtype=float)
    us, sigmas, vs = [], [], []
    rest = A.copy()
    for _ in range(min(A.shape)):
        v = svd_1d(rest)
        u_unnormalized = A @ v
        sigma = np.linalg.norm(u_unnormalized)
        u = u_unnormalized / sigma
        rest = rest - sigma * np.outer(u, v)
        us.append(u)
        sigmas.append(sigma)
        vs.append(v)
    return np.array(us).T, np.array(sigmas), np.array(vs)


def low_rank(A, k):
    U, S, Vt = svd(A)
    return sum(S[i] * np.outer(U[:, i], Vt[i]) for i in range(k))


def pseudo_inverse(A):
    U, S, Vt = svd(A)
    return Vt.T @ np.diag(1 / S) @ U.T
