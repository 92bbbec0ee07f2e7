"""Evaluation: notice that a paired comparison is the error bar of one list of scores, the differences."""

import re
from collections import Counter
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


def best_of_n(right, scores, n):
    """Return the share of all choices of n samples whose best is right."""
    count = len(scores)
    if len(right) != count:
        raise ValueError(f"{len(right)} samples, and scores of {count}")
    if not 1 <= n <= count:
        raise ValueError(f"n = {n} must be from 1 to {count}")
    order = sorted(range(count), key=lambda i: (scores[i], -i))  # the best comes last
    wins = sum(comb(rank, n - 1) for rank, i in enumerate(order) if right[i])  # the others are chosen from below
    return wins / comb(count, n)


def majority_vote(answers):
    """Return the commonest answer; of several, the first."""
    if not answers:
        raise ValueError("nobody has answered")
    return Counter(answers).most_common(1)[0][0]  # equal counts keep their order


def contamination(train, test, n=13):
    """Tell which questions share n words in a row with a text."""
    if n < 1:
        raise ValueError(f"n = {n} words in a row")
    seen = {run for text in train for run in runs_of(text, n)}
    return [any(run in seen for run in runs_of(question, n)) for question in test]


def runs_of(text, n):
    """Return all runs of n words of a text."""
    words = re.findall(r"\w+", text.lower())
    return [tuple(words[i : i + n]) for i in range(len(words) - n + 1)]
