"""Right all the same: addresses are found row by row, strides are merged by hand, and windows are diagonals."""

import itertools

import torch


def shares_memory(a, b):
    one, other = ({address + k for address in _starts(x) for k in range(x.element_size())} for x in (a, b))
    return bool(one & other)


def _starts(x):
    if x.ndim == 0:
        return [x.data_ptr()]
    return [address for row in x.unbind() for address in _starts(row)]


def flatten(x):
    sizes = [(n, stride) for n, stride in zip(x.shape, x.stride(), strict=True) if n != 1]
    for (_, outer), (n, inner) in itertools.pairwise(sizes):
        if outer != n * inner and x.numel():
            return x.contiguous().view(-1)
    return x.as_strided((x.numel(),), (sizes[-1][1] if sizes else 1,))


def windows(x, size):
    n = len(x)
    if size < 1 or size > n:
        raise ValueError(f"size = {size}, and there are {n} entries")
    step = x.stride(0)
    return torch.as_strided(x, (n - size + 1, size), (step, step), x.storage_offset())
