"""Each vector is divided by its largest entry first, by hand-dispatch on the type, so that no square overflows."""

import numpy as np
import torch


def _scaled(x, axis, eps):
    lib = torch if isinstance(x, torch.Tensor) else np
    largest = lib.amax(abs(x), axis, keepdims=True) if x.shape[axis] else 1.0
    largest = lib.where(largest > 0, largest, lib.ones_like(largest))
    small = x / largest
    norm = lib.sqrt(lib.sum(small * small, axis, keepdims=True))
    return small / lib.maximum(norm, eps / largest)


def cosine_similarity(a, b, axis=-1, eps=1e-8):
    if a.shape[axis] != b.shape[axis]:
        raise ValueError("lengths differ")
    return (_scaled(a, axis, eps) * _scaled(b, axis, eps)).sum(axis)


def nearest(query, corpus):
    if corpus.shape[0] == 0:
        raise ValueError("no rows")
    cosines = cosine_similarity(query, corpus).tolist()
    return cosines.index(max(cosines))
