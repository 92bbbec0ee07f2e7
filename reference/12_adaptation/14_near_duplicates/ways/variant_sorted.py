"""Sorted pieces in the place of hash tables: what is equal stands side by side."""

import re
import zlib
from itertools import combinations, groupby, starmap


def shingles(text, n):
    if not n > 0:
        raise ValueError(f"a run of {n} words")
    words = re.findall(r"\w+", text.lower())
    runs = [words[i : i + n] for i in range(len(words))]
    whole = [run for run in runs if len(run) == n] or runs[:1]
    return {" ".join(run) for run in whole}


def jaccard(a, b):
    either = [*a, *(b - a)]
    return sum(one in a and one in b for one in either) / len(either) if either else 0.0


def fingerprints(shingles):
    numbers = set()
    for each in shingles:
        numbers.add(zlib.crc32(bytearray(each, "utf-8")))
    return numbers


def signature(numbers, a, b, prime):
    if len(a) != len(b):
        raise ValueError(f"{len(a)} and {len(b)}")

    def least(slope, shift):
        return min((slope % prime * x + shift) % prime for x in numbers)

    return list(starmap(least, zip(a, b, strict=True))) if numbers else _refuse()


def _refuse():
    raise ValueError("nothing has no signature")


def estimate(first, second):
    return [x - y for x, y in zip(first, second, strict=True)].count(0) / len(first)


def candidates(signatures, bands):
    if bands < 1 or any(len(each) % bands for each in signatures):
        raise ValueError(f"{bands} bands")
    pairs = set()
    for k in range(bands):
        keyed = sorted((each[len(each) // bands * k :][: len(each) // bands], i) for i, each in enumerate(signatures))
        for _, group in groupby(keyed, key=lambda one: one[0]):
            pairs.update(combinations([i for _, i in group], 2))
    return pairs
