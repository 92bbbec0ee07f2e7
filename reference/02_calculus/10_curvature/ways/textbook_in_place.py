import numpy as np

EPS = 2e-4


def partial(f, x, i):
    old = x[i]
    x[i] = old + EPS
    plus = f(x)
    x[i] = old - EPS
    minus = f(x)
    x[i] = old
    return (plus - minus) / (2 * EPS)


def hessian(f, x):
    n = x.shape[0]
    return np.array([[partial(lambda z, i=i: partial(f, z, i), x, j) for j in range(n)] for i in range(n)])


def classify(f, x):
    H = hessian(f, x)
    eigenvalues = np.linalg.eigvalsh((H + H.T) / 2)
    eigenvalues[np.abs(eigenvalues) <= 1e-4] = 0
    signs = set(np.sign(eigenvalues))
    if signs == {1}:
        return "minimum"
    if signs == {-1}:
        return "maximum"
    return "saddle" if {1, -1} <= signs else "undecided"


def largest_step(f, x):
    lambda_max = np.linalg.eigvalsh(hessian(f, x)).max()
    return 2 / lambda_max
