"""Views and copies: notice that an address and the strides are all that a tensor knows of its memory."""

import torch


def shares_memory(a, b):
    """Tell whether two tensors have memory of at least one entry in common."""
    return not _bytes_of(a).isdisjoint(_bytes_of(b))


def _bytes_of(x):
    """The addresses of all bytes that belong to an entry."""
    size = x.element_size()
    addresses = torch.arange(size) + x.data_ptr()  # of the first entry
    for n, stride in zip(x.shape, x.stride(), strict=True):
        addresses = (addresses[:, None] + torch.arange(n) * stride * size).flatten()
    return set(addresses.tolist())


def flatten(x):
    """Write all entries along one axis, without a copy where that is possible."""
    return x.reshape(-1)  # contiguous().view(-1) would copy more often


def windows(x, size):
    """Return all stretches of ``size`` neighbours, as a view."""
    (n,), (stride,) = x.shape, x.stride()
    if not 1 <= size <= n:
        raise ValueError(f"a window of {size} does not fit {n} entries")
    return x.as_strided((n - size + 1, size), (stride, stride))
