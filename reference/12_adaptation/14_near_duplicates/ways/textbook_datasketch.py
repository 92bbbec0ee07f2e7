"""As libraries for MinHash do: arrays of 64-bit numbers, all hash functions at once, and a table for each band."""

import re
import zlib
from collections import defaultdict

import numpy as np


def shingles(text, n):
    tokens = re.findall(r"\w+", text.lower())
    return {" ".join(tokens[i : i + n]) for i in range(len(tokens) - n + 1)}


def jaccard(a, b):
    if not a and not b:
        return 0.0
    return len(a.intersection(b)) / len(a.union(b))


def fingerprints(shingles):
    return {zlib.crc32(s.encode("utf8")) for s in shingles}


def signature(numbers, a, b, prime):
    hv = np.array(sorted(numbers), dtype=np.int64)
    phv = (hv[:, np.newaxis] * np.array(a) + np.array(b)) % prime
    return phv.min(axis=0).tolist()


def estimate(first, second):
    return float(np.count_nonzero(np.array(first) == np.array(second)) / len(first))


def candidates(signatures, bands):
    r = len(signatures[0]) // bands
    hashtables = [defaultdict(set) for _ in range(bands)]
    found = set()
    for key, sig in enumerate(signatures):
        for i, table in enumerate(hashtables):
            band = np.array(sig[i * r : (i + 1) * r]).byteswap().tobytes()
            found.update((other, key) for other in table[band])
            table[band].add(key)
    return found
