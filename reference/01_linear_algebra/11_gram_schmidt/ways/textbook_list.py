import numpy as np


def project(v, basis):
    result = np.zeros_like(v)
    for q in basis.T:
        result += np.dot(v, q) * q
    return result


def orthonormal_basis(vectors):
    basis = []
    for v in vectors.T:
        w = v - np.sum([np.dot(v, b) * b for b in basis], axis=0)
        w = w - np.sum([np.dot(w, b) * b for b in basis], axis=0)
        if (np.abs(w) > 1e-10).any():
            basis.append(w / np.linalg.norm(w))
    return np.array(basis).T
