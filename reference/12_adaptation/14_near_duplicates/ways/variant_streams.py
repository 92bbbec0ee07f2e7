"""Text by text: each is compared with those that have passed through the same buckets before it."""

import re
import zlib


def shingles(text, n):
    if n < 1:
        raise ValueError(f"n is {n}")
    words = [match.group() for match in re.finditer(r"\w+", text.lower())]
    if len(words) <= n:
        return {" ".join(words)} if words else set()
    return set(map(" ".join, zip(*(words[k:] for k in range(n)), strict=False)))


def jaccard(a, b):
    both = sum(thing in b for thing in a)
    return both / max(len(a) + len(b) - both, 1)


def fingerprints(shingles):
    return set(map(zlib.crc32, map(str.encode, shingles)))


def signature(numbers, a, b, prime):
    if not numbers or len(a) != len(b):
        raise ValueError("no numbers, or hash functions that are not whole")
    least = [prime] * len(a)
    for x in numbers:
        least = [min(old, (slope * x + shift) % prime) for old, slope, shift in zip(least, a, b, strict=True)]
    return least


def estimate(first, second):
    if len(first) != len(second):
        raise ValueError("two signatures of different hash functions")
    return 1 - sum(x != y for x, y in zip(first, second, strict=True)) / len(first)


def candidates(signatures, bands):
    seen, pairs = {}, set()
    for j, each in enumerate(signatures):
        rows, rest = divmod(len(each), max(bands, 1))
        if rest or bands < 1:
            raise ValueError(f"bands {bands}")
        for k in range(bands):
            bucket = seen.setdefault((k, *each[k * rows : (k + 1) * rows]), [])
            pairs |= {(i, j) for i in bucket}
            bucket.append(j)
    if bands < 1:
        raise ValueError(f"bands {bands}")
    return pairs
