"""Views and copies: which tensors look at the same memory."""

import torch
from jaxtyping import Shaped


def shares_memory(a: Shaped[torch.Tensor, "..."], b: Shaped[torch.Tensor, "..."]) -> bool:
    """Tell whether two tensors have memory of at least one entry in common.

    Parameters
    ----------
    a, b : tensor (...)
        On one device, of any shapes, strides and dtypes. The memory may belong to a NumPy array.

    Returns
    -------
    bool
        True where at least one byte belongs to an entry of ``a`` and to one of ``b``. That both
        lie in one storage is not enough. An empty tensor shares memory with none.
    """
    raise NotImplementedError


def flatten(x: Shaped[torch.Tensor, "..."]) -> Shaped[torch.Tensor, "n"]:
    """Write all entries along one axis, without a copy where that is possible.

    Parameters
    ----------
    x : tensor (...)
        Of any shape, in any memory layout.

    Returns
    -------
    tensor (n,)
        The entries of ``x``, the last axis fastest; (1,) where ``x`` has no axes. It is a view of
        ``x`` wherever one stride can lead from each entry to the next, else a copy.
    """
    raise NotImplementedError


def windows(x: Shaped[torch.Tensor, "n"], size: int) -> Shaped[torch.Tensor, "n-size+1 size"]:
    """Return all stretches of ``size`` neighbours, as a view.

    Parameters
    ----------
    x : tensor (n,)
        With any stride.
    size : int
        The number of entries in a window, from 1 to n.

    Returns
    -------
    tensor (n - size + 1, size)
        ``[i, j]`` is ``x[i + j]``, in the memory of ``x``: a write into either shows in the other.

    Raises
    ------
    ValueError
        If ``size`` is less than 1 or more than n. The message gives ``size`` and n.
    """
    raise NotImplementedError
