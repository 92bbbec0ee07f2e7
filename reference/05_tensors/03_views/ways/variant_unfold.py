"""Right all the same: byte by byte in loops, a view if there is one, and unfold."""

import itertools


def shares_memory(a, b):
    taken = set(_bytes(a))
    return any(byte in taken for byte in _bytes(b))


def _bytes(x):
    for index in itertools.product(*map(range, x.shape)):
        entries = sum(i * stride for i, stride in zip(index, x.stride(), strict=True))
        start = x.data_ptr() + entries * x.element_size()
        yield from range(start, start + x.element_size())


def flatten(x):
    try:
        return x.view(x.numel())
    except RuntimeError:
        return x.clone().reshape(x.numel())


def windows(x, size):
    if size not in range(1, x.size(0) + 1):
        raise ValueError(f"size {size} is not in 1 ... {x.size(0)}")
    return x.unfold(0, size, 1)
