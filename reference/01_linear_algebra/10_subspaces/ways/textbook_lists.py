import numpy as np


def reduced_row_echelon_form(M):
    M = [row[:] for row in M]
    lead, pivots = 0, []
    rows, columns = len(M), len(M[0])
    for r in range(rows):
        i = r
        while lead < columns and abs(M[i][lead]) < 1e-9:
            i += 1
            if i == rows:
                i = r
                lead += 1
        if lead >= columns:
            break
        M[i], M[r] = M[r], M[i]
        pivot = M[r][lead]
        M[r] = [value / pivot for value in M[r]]
        for i in range(rows):
            if i != r:
                factor = M[i][lead]
                M[i] = [iv - factor * rv for rv, iv in zip(M[r], M[i], strict=True)]
        pivots.append(lead)
        lead += 1
    return M, pivots


def rank(a, tol=None):
    M, _ = reduced_row_echelon_form(a.tolist())
    return sum(any(abs(value) > 1e-9 for value in row) for row in M)


def null_space(a):
    M, pivots = reduced_row_echelon_form(a.tolist())
    n = a.shape[1]
    free = [j for j in range(n) if j not in pivots]
    N = np.zeros((n, len(free)))
    for k, j in enumerate(free):
        N[j, k] = 1.0
        for i, p in enumerate(pivots):
            N[p, k] = -M[i][j]
    for k in range(N.shape[1]):
        for j in range(k):
            N[:, k] -= N[:, j] * np.dot(N[:, j], N[:, k])
        N[:, k] /= np.sqrt(np.sum(N[:, k] ** 2))
    return N


def in_span(vectors, v):
    augmented = np.hstack([vectors, v.reshape(-1, 1)])
    _, pivots = reduced_row_echelon_form(augmented.tolist())
    return vectors.shape[1] not in pivots
