"""einsum and the libraries' norms, by hand-dispatch on the type; the search hands back what argmax gives."""

import numpy as np
import torch


def cosine_similarity(a, b, axis=-1, eps=1e-8):
    if a.shape[axis] != b.shape[axis]:
        raise ValueError("lengths differ")
    lib = torch if torch.is_tensor(a) else np
    a, b = lib.moveaxis(a, axis, -1), lib.moveaxis(b, axis, -1)
    dot = lib.einsum("...i,...i->...", a, b)
    if lib is torch:
        return dot / torch.linalg.norm(a, dim=-1).clamp_min(eps) / torch.linalg.norm(b, dim=-1).clamp_min(eps)
    return dot / np.maximum(np.linalg.norm(a, axis=-1), eps) / np.maximum(np.linalg.norm(b, axis=-1), eps)


def nearest(query, corpus):
    if len(corpus) == 0 or corpus.shape[1] != len(query):
        raise ValueError("no rows, or rows of another length")
    return cosine_similarity(corpus, query).argmax()
