import numpy as np


def pca(x, k):
    x_centered = x - np.mean(x, axis=0)
    cov_mat = np.cov(x_centered, rowvar=False)
    eigen_values, eigen_vectors = np.linalg.eigh(cov_mat)
    sorted_index = np.argsort(eigen_values)[::-1]
    sorted_eigenvalue = eigen_values[sorted_index]
    sorted_eigenvectors = eigen_vectors[:, sorted_index]
    subset = sorted_eigenvectors[:, 0:k]
    projected = np.dot(subset.T, x_centered.T).T
    return subset.T, sorted_eigenvalue[:k], projected
