import numpy as np


def logsumexp_of_vector(x):
    c = x.max()
    return c + np.log(np.sum(np.exp(x - c)))


def logsumexp(x, axis=-1):
    return np.apply_along_axis(logsumexp_of_vector, axis, x)


def log_softmax(x, axis=-1):
    return np.apply_along_axis(lambda row: row - logsumexp_of_vector(row), axis, x)
