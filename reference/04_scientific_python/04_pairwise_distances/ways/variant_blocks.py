"""Right all the same: the differences of 16 rows at a time, and their lengths."""

import numpy as np
import torch


def pairwise_distances(a, b):
    if a.shape[1] != b.shape[1]:
        raise ValueError("a and b must have equally many columns")
    lib = torch if isinstance(a, torch.Tensor) else np
    lengths = []
    for start in range(0, a.shape[0], 16):
        differences = a[start : start + 16, None] - b  # (16, m, d)
        lengths.append(lib.linalg.norm(differences, axis=-1))
    return lib.concatenate(lengths) if lengths else a[:, :0] @ b[:, :0].T
