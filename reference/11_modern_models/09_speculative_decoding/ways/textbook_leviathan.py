import numpy as np


def accept(p, q, tokens, u):
    gamma = len(tokens)
    rejected = [i for i in range(gamma) if u[i] > p[i, tokens[i]] / q[i, tokens[i]]]
    n = min(rejected) if rejected else gamma
    p_prime = p[n]
    if n < gamma:
        p_prime = np.maximum(0, p[n] - q[n])
        p_prime = p_prime / p_prime.sum()
    t = np.searchsorted(np.cumsum(p_prime), u[-1])
    return np.concatenate([tokens[:n], [t]])
