"""A gradient checker: autograd's Jacobian against difference quotients."""

from collections.abc import Callable

import torch
from jaxtyping import Float64


def gradcheck(
    f: Callable,
    inputs: tuple[Float64[torch.Tensor, "..."], ...],
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
) -> bool:
    """Tell whether the gradients of a function are right.

    Parameters
    ----------
    f : callable
        ``f(*inputs)`` returns a tensor (...), or, at the edges, a tuple of tensors. Smooth around
        the inputs, and the same for the same inputs.
    inputs : tuple of tensor (...)
        In float64; each requires gradients. Afterwards they are as before, bit for bit, and so is
        what they hold in ``grad``.
    eps : float
        How far an entry is moved, to either side.
    atol, rtol : float
        Allowed is an error of ``atol + rtol * abs(numeric)`` in each entry of each Jacobian.

    Returns
    -------
    bool
        Whether every entry is within that. Where autograd has no gradient, it counts as 0.

    Raises
    ------
    ValueError
        If an input is not float64, or does not require a gradient.

    Notes
    -----
    An exception of ``f`` goes on to the caller.
    """
    raise NotImplementedError
