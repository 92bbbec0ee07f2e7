"""Exact fractions, resamples of the scores themselves, and quantiles by hand."""

import re
from fractions import Fraction
from math import comb

import numpy as np

WORD = r"[^\W]+"


def pass_at_k(n, c, k):
    """Return the share of all choices of k samples that hold a right one."""
    if not 1 <= k <= n:
        raise ValueError(f"{k} of {n} samples can't be chosen")
    if not 0 <= c <= n:
        raise ValueError(f"{c} of {n} samples can't be right")
    return float(1 - Fraction(comb(n - c, k), comb(n, k)))


def bootstrap_interval(scores, rng, resamples=1000, level=0.95):
    """Return quantiles of the means of resamples."""
    if len(scores) == 0:
        raise ValueError("no scores")
    if level <= 0 or level >= 1:
        raise ValueError(f"{level} is no share")
    scores = np.array(scores, np.float64)
    means = np.sort(rng.choice(scores, size=(resamples, len(scores))).sum(axis=1) / len(scores))
    return tuple(_quantile(means, share) for share in ((1 - level) / 2, (1 + level) / 2))


def paired_difference(a, b, rng, resamples=1000, level=0.95):
    """Return the mean difference of two models on the same questions, and its error bar."""
    if len(a) != len(b):
        raise ValueError(f"{len(a)} and {len(b)} scores")
    pairs = np.stack([a, b], axis=1).astype(np.float64)
    difference = pairs[:, 0] - pairs[:, 1]
    return (float(difference.sum() / len(difference)), *bootstrap_interval(difference, rng, resamples, level))


def _quantile(ordered, share):
    """Interpolate between the two nearest of some ordered numbers, of which the first has number 0."""
    below, fraction = divmod(share * (len(ordered) - 1), 1)
    above = min(int(below) + 1, len(ordered) - 1)
    return float(ordered[int(below)] * (1 - fraction) + ordered[above] * fraction)


def best_of_n(right, scores, n):
    """Walk down from the best: a sample wins where it is chosen, and none above it is."""
    if len(right) != len(scores) or not 1 <= n <= len(scores):
        raise ValueError(f"{len(right)}, {len(scores)} and {n}")
    share, none_above = Fraction(0), Fraction(1)
    ranked = sorted(range(len(scores)), key=lambda i: -scores[i])  # of equals the earlier comes first
    for left, i in zip(range(len(scores), n - 1, -1), ranked, strict=False):
        chosen = Fraction(n, left)  # of those that are left, n are chosen
        share += none_above * chosen * bool(right[i])
        none_above *= 1 - chosen
    return float(share)


def majority_vote(answers):
    """Count each of them."""
    if len(answers) == 0:
        raise ValueError("no answers")
    return max(answers, key=answers.count)


def contamination(train, test, n=13):
    """Look for the words between spaces, in every text."""
    if n < 1:
        raise ValueError(f"{n}")
    spaced = [f" {' '.join(re.findall(WORD, text.lower()))} " for text in train]
    found = []
    for question in test:
        words = re.findall(WORD, question.lower())
        runs = [f" {' '.join(words[i : i + n])} " for i in range(len(words) - n + 1)]
        found.append(any(run in text for run in runs for text in spaced))
    return found
