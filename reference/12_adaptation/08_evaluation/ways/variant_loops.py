"""A product for pass@k, one resample after another, and both models drawn with the same questions."""

import re

import numpy as np


def pass_at_k(n, c, k):
    if k < 1 or k > n or c < 0 or c > n:
        raise ValueError(f"n = {n}, c = {c}, k = {k}")
    miss = 1.0
    for drawn in range(k):
        miss *= max(n - c - drawn, 0) / (n - drawn)
    return 1.0 - miss


def _ends(means, level):
    return tuple(np.percentile(means, [50 * (1 - level), 50 * (1 + level)]))


def _refuse(scores, level):
    if not len(scores):
        raise ValueError("nothing was answered")
    if level <= 0.0 or level >= 1.0:
        raise ValueError(f"{level}")


def bootstrap_interval(scores, rng, resamples=1000, level=0.95):
    _refuse(scores, level)
    scores, means = np.array(scores, dtype=float), []
    for _ in range(resamples):
        means.append(scores[rng.integers(0, len(scores), len(scores))].mean())
    return _ends(means, level)


def paired_difference(a, b, rng, resamples=1000, level=0.95):
    _refuse(a, level)
    if np.shape(a) != np.shape(b):
        raise ValueError(f"{len(a)} and {len(b)}")
    a, b, found = np.array(a, dtype=float), np.array(b, dtype=float), []
    for _ in range(resamples):
        questions = rng.integers(len(a), size=len(a))
        found.append(a[questions].mean() - b[questions].mean())
    return (a.mean() - b.mean(), *_ends(found, level))


def best_of_n(right, scores, n):
    count, share = len(scores), 0.0
    if len(right) != count or not 0 < n <= count:
        raise ValueError(f"{len(right)} and {count} samples, n = {n}")
    for i in range(count):  # the chance that i is chosen, and all n - 1 others are from those that it beats
        beaten = sum(scores[j] < scores[i] or (scores[j] == scores[i] and j > i) for j in range(count))
        chance = n / count
        for drawn in range(n - 1):
            chance *= max(beaten - drawn, 0) / (count - 1 - drawn)
        share += chance if right[i] else 0.0
    return share


def majority_vote(answers):
    best, most = None, 0
    for answer in answers:
        votes = sum(other == answer for other in answers)
        if votes > most:
            best, most = answer, votes
    if most == 0:
        raise ValueError("nothing to vote on")
    return best


def contamination(train, test, n=13):
    if n <= 0:
        raise ValueError(n)
    texts, found = [re.split(r"\W+", text.lower()) for text in train], []
    for question in test:
        words, hit = [word for word in re.split(r"\W+", question.lower()) if word], False
        for i in range(len(words) - n + 1):
            for text in texts:
                text = [word for word in text if word]
                hit = hit or any(text[j : j + n] == words[i : i + n] for j in range(len(text)))
        found.append(hit)
    return found
