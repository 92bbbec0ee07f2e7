"""Speculative decoding with NumPy's binary search."""

import numpy as np


def accept(p, q, tokens, u):
    """Keep drafted tokens up to the first rejection, then draw one token more."""
    places = np.arange(len(tokens))
    rejected = np.flatnonzero(u[:-1] * q[places, tokens] >= p[places, tokens])
    kept = int(rejected[0]) if rejected.size else len(tokens)
    rest = np.clip(p[kept] - q[kept], 0, None) if rejected.size else p[kept]
    possible = np.flatnonzero(rest)
    sums = np.cumsum(rest[possible] / rest.sum())
    found = possible[min(np.searchsorted(sums, u[-1], side="right"), len(possible) - 1)]
    return np.append(tokens[:kept], found)
