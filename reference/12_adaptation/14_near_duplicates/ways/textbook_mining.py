"""As a book on mining large data sets has it: a table that begins at infinity, and is filled row by row."""

import binascii
import math
import re


def shingles(text, n):
    words = re.findall(r"\w+", text.lower())
    return {" ".join(words[i : i + n]) for i in range(len(words) - n + 1)}


def jaccard(a, b):
    union = len(a | b)
    return len(a & b) / union if union else 0.0


def fingerprints(shingles):
    return {binascii.crc32(s.encode()) for s in shingles}


def signature(numbers, a, b, prime):
    sig = [math.inf] * len(a)
    for r in numbers:
        for i in range(len(a)):
            h = (a[i] * r + b[i]) % prime
            if h < sig[i]:
                sig[i] = h
    return sig


def estimate(first, second):
    return sum(1 for x, y in zip(first, second, strict=False) if x == y) / len(first)


def candidates(signatures, bands):
    rows = len(signatures[0]) // bands
    pairs = set()
    for band in range(bands):
        buckets = {}
        for doc, sig in enumerate(signatures):
            key = hash(tuple(sig[band * rows : (band + 1) * rows]))
            buckets.setdefault(key, []).append(doc)
        for docs in buckets.values():
            for x in range(len(docs)):
                for y in range(x + 1, len(docs)):
                    pairs.add((docs[x], docs[y]))
    return pairs
