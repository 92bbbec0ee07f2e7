import math

import numpy as np


def power_iteration(a, steps):
    n = len(a)
    v = [1 / math.sqrt(n)] * n
    for _ in range(steps):
        w = [sum(a[i][j] * v[j] for j in range(n)) for i in range(n)]
        length = math.sqrt(sum(x * x for x in w))
        v = [x / length for x in w]
    value = sum(v[i] * a[i][j] * v[j] for i in range(n) for j in range(n))
    return value, np.array(v)


def eigh(a):
    D, V = a.copy(), np.eye(len(a))
    n = len(a)
    for _ in range(50):
        for p in range(n - 1):
            for q in range(p + 1, n):
                if D[p, q] == 0:
                    continue
                tau = (D[q, q] - D[p, p]) / (2 * D[p, q])
                t = (1 if tau >= 0 else -1) / (abs(tau) + math.sqrt(1 + tau * tau))
                c = 1 / math.sqrt(1 + t * t)
                s = t * c
                G = np.array([[c, s], [-s, c]])
                D[:, [p, q]] = D[:, [p, q]] @ G
                D[[p, q], :] = G.T @ D[[p, q], :]
                V[:, [p, q]] = V[:, [p, q]] @ G
    pairs = sorted(zip(np.diag(D), V.T, strict=True), key=lambda pair: pair[0])
    return np.array([value for value, _ in pairs]), np.array([vector for _, vector in pairs]).T
