"""Right all the same: a QR decomposition of the centred data, then the singular values of R."""

import numpy as np
import torch


def pca(x, k):
    lib = torch if isinstance(x, torch.Tensor) else np
    n, p = x.shape
    if n < 2 or k < 1 or k > n or k > p:
        raise ValueError(f"k = {k} for {n} rows and {p} features")
    c = x - x.mean(0)
    q, r = lib.linalg.qr(c)
    u, s, vh = lib.linalg.svd(r, full_matrices=False)
    return vh[:k], s[:k] * s[:k] / (n - 1), (q @ u)[:, :k] * s[:k]
