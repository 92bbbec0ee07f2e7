"""Creating tensors: shape, dtype, device and memory come from what is already there."""

import numpy as np
import torch
from jaxtyping import Shaped


def like(x: Shaped[torch.Tensor, "..."], fill: float) -> Shaped[torch.Tensor, "..."]:
    """Make a new tensor that is filled with one number.

    Parameters
    ----------
    x : tensor (...)
        Its shape, dtype and device are used, and its entries are not. It may require gradients.
    fill : int or float
        What every entry becomes. In an integer dtype a fraction is cut off, as torch does: 1.7
        becomes 1, and -1.7 becomes -1.

    Returns
    -------
    tensor (...)
        Of the shape, dtype and device of ``x``, without a gradient. Each entry has memory of its
        own: writing into one changes no other.
    """
    raise NotImplementedError


def ramp(n: int, like: Shaped[torch.Tensor, "..."]) -> Shaped[torch.Tensor, "n"]:
    """Count from 0 to n - 1 in the dtype and on the device of a tensor.

    Parameters
    ----------
    n : int
        How many numbers, 0 or more.
    like : tensor (...)
        Its dtype and device are used. It has any shape, and any dtype but bool.

    Returns
    -------
    tensor (n,)
        0, 1, ..., n - 1, without a gradient. Where the dtype does not have a number (float16 has
        gaps above 2048), it is the nearest one, as in ``torch.arange``.
    """
    raise NotImplementedError


def from_numpy_shared(a: Shaped[np.ndarray, "..."]) -> Shaped[torch.Tensor, "..."]:
    """Look at the memory of a NumPy array as a tensor.

    Parameters
    ----------
    a : numpy.ndarray (...)
        Of any dtype that torch has. It may be a slice with gaps, or transposed.

    Returns
    -------
    tensor (...)
        On the CPU, of the shape and dtype of ``a``, in the same memory: a write into either one shows in
        the other.

    Raises
    ------
    ValueError
        If ``a`` is reversed, as ``a[::-1]`` is: a tensor cannot share such memory.
    """
    raise NotImplementedError
