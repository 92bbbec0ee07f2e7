from array_api_compat import array_namespace

from mine.eigen import eigh


def svd(A):
    if A.shape[0] < A.shape[1]:
        U, s, Vt = svd(A.T)
        return Vt.T, s, U.T
    xp = array_namespace(A)
    eigenvalues, V = eigh(A.T @ A)
    eigenvalues, V = xp.flip(eigenvalues, axis=0), xp.flip(V, axis=1)
    s = xp.sqrt(eigenvalues)
    U = A @ V / s
    return U, s, V.T


def low_rank(A, k):
    U, s, Vt = svd(A)
    return U[:, :k] * s[:k] @ Vt[:k, :]


def pseudo_inverse(A):
    U, s, Vt = svd(A)
    return Vt.T / s @ U.T
