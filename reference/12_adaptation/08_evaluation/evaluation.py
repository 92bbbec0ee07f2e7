"""Evaluation: notice that a paired comparison is the error bar of one list of scores, the differences."""

from math import comb

import numpy as np


def pass_at_k(n, c, k):
    """Return the share of all choices of k samples that hold a right one."""
    if not (1 <= k <= n and 0 <= c <= n):
        raise ValueError(f"k = {k} must be from 1 to n = {n}, and c = {c} from 0 to n")
    return 1 - comb(n - c, k) / comb(n, k)  # comb(n - c, k) choices hold wrong samples alone


def bootstrap_interval(scores, rng, resamples=1000, level=0.95):
    """Return quantiles of the means of resamples."""
    if len(scores) == 0:
        raise ValueError("there are no scores")
    if not 0 < level < 1:
        raise ValueError(f"level = {level} is not between 0 and 1")
    scores = np.asarray(scores, np.float64)  # (N,)
    drawn = rng.integers(len(scores), size=(resamples, len(scores)))  # (resamples, N): which question comes where
    means = np.mean(scores[drawn], axis=1)  # (resamples,)
    outside = (1 - level) / 2
    low, high = np.quantile(means, [outside, 1 - outside])
    return float(low), float(high)


def paired_difference(a, b, rng, resamples=1000, level=0.95):
    """Return the mean difference of two models on the same questions, and its error bar."""
    if len(a) != len(b):
        raise ValueError(f"{len(a)} scores against {len(b)}")
    differences = np.asarray(a, np.float64) - np.asarray(b, np.float64)  # (N,)
    return float(np.mean(differences)), *bootstrap_interval(differences, rng, resamples, level)
