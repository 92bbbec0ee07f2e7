"""Right all the same: three loops over the entries, one matrix after the other."""

import numpy as np


def _of_one(matrix):
    rows = [[matrix[i, j] for j in range(matrix.shape[1])] for i in range(matrix.shape[0])]
    det = 1
    while rows:
        p = max(range(len(rows)), key=lambda i: abs(float(rows[i][0])))
        if p:
            rows[0], rows[p], det = rows[p], rows[0], -det
        first, *rest = rows
        det = det * first[0]
        if first[0] == 0:
            break
        rows = []
        for row in rest:
            factor = row[0] / first[0]
            rows.append([x - factor * y for x, y in zip(row[1:], first[1:], strict=True)])
    return det


def determinant(a):
    *batch, n, m = a.shape
    if n != m:
        raise ValueError(f"{n} rows and {m} columns")
    flat = a.reshape(int(np.prod(batch)), n, n)
    if isinstance(a, np.ndarray):
        return np.array([_of_one(one) for one in flat], a.dtype).reshape(batch)
    import torch

    if n == 0 or len(flat) == 0:
        return a.new_ones(batch)
    return torch.stack([_of_one(one) for one in flat]).reshape(batch)
