"""Right all the same: a loop over the entries of the result, with a dispatch on types by hand."""

import numpy as np


def _library(array):
    if isinstance(array, np.ndarray):
        return np
    import torch

    return torch


def _fit(left, right, inner_left, inner_right, batch_left, batch_right):
    message = f"{left.shape} times {right.shape}"
    if inner_left != inner_right:
        raise ValueError(message)
    batch = []
    for i in range(1, 1 + max(len(batch_left), len(batch_right))):
        a = batch_left[-i] if i <= len(batch_left) else 1
        b = batch_right[-i] if i <= len(batch_right) else 1
        if a != b and 1 not in (a, b):
            raise ValueError(message)
        batch.insert(0, a if b == 1 else b)
    return tuple(batch)


def matvec(W, x):
    lib = _library(W)
    batch = _fit(W, x, W.shape[-1], x.shape[-1], W.shape[:-2], x.shape[:-1])
    rows = [lib.broadcast_to((W[..., i, :] * x).sum(-1), batch) for i in range(W.shape[-2])]
    return lib.stack(rows, -1) if rows else lib.zeros((*batch, 0), dtype=W.dtype, device=W.device)


def matmul(A, B):
    lib = _library(A)
    batch = _fit(A, B, A.shape[-1], B.shape[-2], A.shape[:-2], B.shape[:-2])
    shape = (*batch, A.shape[-2], B.shape[-1])
    A = lib.broadcast_to(A, (*batch, *A.shape[-2:]))
    B = lib.broadcast_to(B, (*batch, *B.shape[-2:]))
    entries = []
    for where in np.ndindex(*batch):
        for i in range(shape[-2]):
            for k in range(shape[-1]):
                entries.append((A[where][i] * B[where][:, k]).sum())
    if not entries:
        return lib.zeros(shape, dtype=A.dtype, device=A.device)
    return lib.stack(entries).reshape(shape)
