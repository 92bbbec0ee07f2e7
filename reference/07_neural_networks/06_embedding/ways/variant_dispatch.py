"""Right all the same: each library by its own functions, take and bincount, index_select and scatter_add."""

import numpy as np


def embedding(table, ids):
    if isinstance(table, np.ndarray):
        return np.take(table, _of_numpy(ids, len(table)), axis=0)
    flat = _of_torch(ids, len(table)).reshape(-1)
    return table.index_select(0, flat).reshape(*ids.shape, table.shape[1])


def embedding_gradient(ids, upstream, num_embeddings):
    width = upstream.shape[-1]
    if isinstance(upstream, np.ndarray):
        flat = _of_numpy(ids, num_embeddings).ravel()
        cells = (flat[:, None] * width + np.arange(width)).ravel()
        sums = np.bincount(cells, upstream.ravel(), minlength=num_embeddings * width)
        return sums.reshape(num_embeddings, width).astype(upstream.dtype)
    flat = _of_torch(ids, num_embeddings).reshape(-1)
    into = upstream.new_zeros(num_embeddings, width)
    return into.scatter_add(0, flat[:, None].expand(-1, width), upstream.reshape(flat.shape[0], width))


def _of_numpy(ids, n):
    if not np.issubdtype(ids.dtype, np.integer):
        raise TypeError("integers, please")
    if ids.size and (ids.min() < 0 or ids.max() >= n):
        raise IndexError(f"{ids.min()} to {ids.max()} is not within 0 to {n - 1}")
    return ids.astype(np.intp)


def _of_torch(ids, n):
    import torch

    if ids.dtype not in (torch.int8, torch.uint8, torch.int16, torch.int32, torch.int64):
        raise TypeError(f"{ids.dtype} is no dtype of ids")
    ids = ids.to(torch.int64)
    if ids.numel() and (int(ids.min()) < 0 or int(ids.max()) >= n):
        raise IndexError(f"{int(ids.min())} to {int(ids.max())} is not within 0 to {n - 1}")
    return ids
