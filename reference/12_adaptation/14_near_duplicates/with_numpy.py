"""The same with Python's exact fractions, sorted lists, and a single table for all bands."""

import re
from binascii import crc32
from collections import defaultdict
from fractions import Fraction
from itertools import combinations


def shingles(text, n):
    """Return all runs of n words, one word at a time."""
    if n <= 0:
        raise ValueError(f"n={n}")
    found, run = set(), []
    for word in re.findall(r"\w+", text.lower()):
        run = [*run, word][-n:]
        if len(run) == n:
            found.add(" ".join(run))
    return found or ({" ".join(run)} if run else set())


def jaccard(a, b):
    """Return the share of what either has that both have."""
    either = len(a) + len(b) - len(a.intersection(b))
    return float(Fraction(len(a.intersection(b)), either)) if either else 0.0


def fingerprints(shingles):
    """Return the CRC of each run."""
    return {crc32(bytes(shingle, "utf-8")) for shingle in shingles}


def signature(numbers, a, b, prime):
    """Return the first number of each hash function's sorted list."""
    if len(numbers) == 0 or len(a) != len(b):
        raise ValueError(f"{len(numbers)} numbers, {len(a)} and {len(b)} hash functions")
    return [sorted(divmod(a[k] * x + b[k], prime)[1] for x in numbers)[0] for k in range(len(a))]


def estimate(first, second):
    """Return the share of equal places."""
    if len(first) != len(second):
        raise ValueError(f"{len(first)} and {len(second)} numbers")
    return float(Fraction([a == b for a, b in zip(first, second, strict=True)].count(True), len(first)))


def candidates(signatures, bands):
    """Return the pairs with an equal piece."""
    if bands < 1 or any(len(each) % bands for each in signatures):
        raise ValueError(f"bands={bands}")
    groups = defaultdict(list)
    for i, each in enumerate(signatures):
        rows = len(each) // bands
        for k in range(bands):
            groups[k, *each[k * rows : (k + 1) * rows]].append(i)
    return {pair for group in groups.values() for pair in combinations(group, 2)}
