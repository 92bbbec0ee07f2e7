import numpy as np


def pca(x, k):
    n_samples = x.shape[0]
    mean = x.mean(axis=0)
    U, S, Vt = np.linalg.svd(x - mean, full_matrices=False)
    max_abs_rows = np.argmax(np.abs(Vt), axis=1)
    signs = np.sign(Vt[range(len(Vt)), max_abs_rows])
    U, Vt = U * signs, Vt * signs[:, np.newaxis]
    explained_variance = S**2 / (n_samples - 1)
    return Vt[:k], explained_variance[:k], (U * S)[:, :k]
