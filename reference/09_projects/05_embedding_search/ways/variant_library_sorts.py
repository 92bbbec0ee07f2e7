"""NumPy and torch told apart: lexsort for an array, a stable sort for a tensor; the dot products are divided last."""

import numpy as np
import torch


def search(queries, corpus, k, block=1024):
    if queries.shape[-1] != corpus.shape[-1]:
        raise ValueError(f"{list(queries.shape)} does not go with {list(corpus.shape)}")
    if k not in range(1, len(corpus) + 1):
        raise ValueError(f"can't find {k}")
    if isinstance(queries, torch.Tensor):
        lengths = corpus.norm(dim=1)
        parts = []
        for some in queries.split(int(block)) if len(queries) else [queries]:
            products = some.norm(dim=1)[:, None] * lengths
            cosines = some.mm(corpus.T) / products.masked_fill(products == 0, 1.0)
            scores, indices = cosines.sort(dim=1, descending=True, stable=True)
            parts.append((indices[:, :k], scores[:, :k]))
        return tuple(torch.cat(part) for part in zip(*parts, strict=True))
    lengths = np.sqrt(np.einsum("nd,nd->n", corpus, corpus))
    indices = np.empty((len(queries), k), dtype=np.int32)
    scores = np.empty((len(queries), k), dtype=queries.dtype)
    for start in range(0, len(queries), block):
        some = queries[start : start + block]
        products = np.sqrt(np.einsum("md,md->m", some, some))[:, None] * lengths
        cosines = np.divide(some @ corpus.T, products, where=products > 0, out=np.zeros_like(products))
        best = np.lexsort((np.broadcast_to(np.arange(len(corpus)), cosines.shape), -cosines), axis=1)[:, :k]
        indices[start : start + block] = best
        scores[start : start + block] = np.take_along_axis(cosines, best, 1)
    return indices, scores
