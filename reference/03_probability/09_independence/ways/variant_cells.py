"""Right all the same: table by table and cell by cell; on tensors row by row, for the gradients."""

import math

import numpy as np


def _tables(joint):
    return joint.reshape(-1, *joint.shape[-2:])


def _stack(joint, parts):
    if isinstance(joint, np.ndarray):
        parts = np.stack([np.asarray(part) for part in parts])
    else:
        import torch

        parts = torch.stack(parts)
    return parts.reshape((*joint.shape[:-2], *parts.shape[1:]))


def marginals(joint):
    a = _stack(joint, [sum(table[:, j] for j in range(table.shape[1])) for table in _tables(joint)])
    b = _stack(joint, [sum(table[i] for i in range(table.shape[0])) for table in _tables(joint)])
    return a, b


def conditional(joint, axis):
    if axis in (-2, joint.ndim - 2):
        return conditional(joint.swapaxes(-1, -2), -1).swapaxes(-1, -2)
    rows = []
    for row in joint.reshape(-1, joint.shape[-1]):
        total = row.sum()
        rows.append(row / total if total > 0 else row * 0)
    if isinstance(joint, np.ndarray):
        return np.stack(rows).reshape(joint.shape)
    import torch

    return torch.stack(rows).reshape(joint.shape)


def is_independent(joint, tol):
    found = []
    for table in _tables(joint):
        rows = table.tolist()
        a, b = [math.fsum(row) for row in rows], [math.fsum(column) for column in zip(*rows, strict=True)]
        gaps = [abs(p - a[i] * b[j]) for i, row in enumerate(rows) for j, p in enumerate(row)]
        found.append(max(gaps) <= tol)
    if isinstance(joint, np.ndarray):
        return np.array(found).reshape(joint.shape[:-2])
    import torch

    return torch.tensor(found, device=joint.device).reshape(joint.shape[:-2])


def torch_log(p):
    return p.log()


def mutual_information(joint):
    found = []
    for table in _tables(joint):
        a, b = marginals(table)
        total = 0 * table[0, 0]
        for i in range(table.shape[0]):
            happens = table[i] > 0
            p, q = table[i][happens], b[happens]
            log = np.log if isinstance(joint, np.ndarray) else torch_log
            logs = log(p) - log(q) - log(a[i])
            total = total + (p * logs).sum()
        found.append(total)
    return _stack(joint, found)
