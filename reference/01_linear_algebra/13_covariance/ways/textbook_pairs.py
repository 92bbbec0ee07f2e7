import math

import numpy as np


def mean(xs):
    return sum(xs) / len(xs)


def cov(xs, ys, ddof):
    mx, my = mean(xs), mean(ys)
    return sum((a - mx) * (b - my) for a, b in zip(xs, ys, strict=True)) / (len(xs) - ddof)


def covariance(x, ddof=1):
    columns = x.T.tolist()
    return np.array([[cov(a, b, ddof) for b in columns] for a in columns])


def correlation(x):
    columns = x.T.tolist()
    result = np.zeros((len(columns), len(columns)))
    for i, a in enumerate(columns):
        for j, b in enumerate(columns):
            result[i, j] = cov(a, b, 1) / math.sqrt(cov(a, a, 1) * cov(b, b, 1))
    return result
