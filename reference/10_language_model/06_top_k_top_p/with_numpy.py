"""Top-k and top-p, row by row, as the words of the contract say."""

import numpy as np
import scipy.special


def top_k(logits, k):
    """Keep the logits that are at least the k-th largest of their row."""
    return _each_row(logits, lambda row: row >= sorted(row)[max(len(row) - k, 0)])


def top_p(logits, p):
    """Keep the fewest most probable tokens of each row whose probabilities sum to at least p."""

    def kept(row):
        order = np.argsort(-row, kind="stable")
        total = np.cumsum(scipy.special.softmax(row)[order])
        stays = np.zeros(len(row), bool)
        stays[order[: np.searchsorted(total, p) + 1]] = True
        return stays

    return np.array(logits) if p >= 1 else _each_row(logits, kept)


def filter_logits(logits, temperature=1.0, k=None, p=None):
    """Apply a temperature, then top-k, then top-p."""
    logits = logits / temperature
    logits = logits if k is None else top_k(logits, k)
    return logits if p is None else top_p(logits, p)


def _each_row(logits, kept):
    result = np.full(logits.shape, -np.inf, logits.dtype)
    for index in np.ndindex(logits.shape[:-1]):
        stays = kept(logits[index])
        result[index][stays] = logits[index][stays]
    return result
