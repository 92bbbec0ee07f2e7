"""Near-duplicates: notice that no two texts are compared before they have met in a bucket. The hash functions are the
same for all texts; that is why equal least numbers say something about the texts.
"""

import re
import zlib
from collections import defaultdict
from itertools import combinations


def shingles(text, n):
    """Return all runs of n words."""
    if n < 1:
        raise ValueError(f"n = {n}: a run has a word at least")
    words = re.findall(r"\w+", text.lower())
    last = max(len(words) - n, 0)
    return {" ".join(words[i : i + n]) for i in range(last + 1)} if words else set()


def jaccard(a, b):
    """Return how many are in both, divided by how many are in either."""
    return len(a & b) / len(a | b) if a | b else 0.0


def fingerprints(shingles):
    """Return a number for each run, the same in every process and on every machine."""
    return {zlib.crc32(shingle.encode()) for shingle in shingles}


def signature(numbers, a, b, prime):
    """Return the least number under each hash function."""
    if not numbers:
        raise ValueError("an empty set has no least number")
    return [min((slope * x + shift) % prime for x in numbers) for slope, shift in zip(a, b, strict=True)]


def estimate(first, second):
    """Return the share of places in which two signatures agree."""
    return sum(x == y for x, y in zip(first, second, strict=True)) / len(first)


def candidates(signatures, bands):
    """Return the pairs that agree in all of at least one band."""
    length = len(signatures[0]) if signatures else bands
    if bands < 1 or length % bands != 0:
        raise ValueError(f"{length} numbers can't be cut into bands = {bands} pieces of equal length")
    rows, pairs = length // bands, set()
    for start in range(0, length, rows):
        buckets = defaultdict(list)
        for i, each in enumerate(signatures):
            buckets[tuple(each[start : start + rows])].append(i)
        for bucket in buckets.values():
            pairs.update(combinations(bucket, 2))
    return pairs
