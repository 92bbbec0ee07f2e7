"""Matrix multiplication: nearly all the arithmetic of a network.

Notice that a matrix product is a sum of outer products, one for each inner index: the loop runs over `inner` alone.
"""

import numpy as np
from array_api_compat import array_namespace, device


def matvec(W, x):
    """Multiply a matrix by a vector."""
    xp = array_namespace(W)
    _common_batch(W, x, W.shape[-1] == x.shape[-1], W.shape[:-2], x.shape[:-1])
    return xp.sum(W * x[..., None, :], axis=-1)  # (..., rows, inner) summed over inner


def matmul(A, B):
    """Multiply a matrix by a matrix."""
    xp = array_namespace(A)
    batch = _common_batch(A, B, A.shape[-1] == B.shape[-2], A.shape[:-2], B.shape[:-2])
    total = xp.zeros((*batch, A.shape[-2], B.shape[-1]), dtype=A.dtype, device=device(A))  # (..., rows, cols)
    for j in range(A.shape[-1]):
        total = total + A[..., :, j, None] * B[..., j, None, :]  # (..., rows, 1) times (..., 1, cols)
    return total


def _common_batch(left, right, inner_fits, left_batch, right_batch):
    """The leading axes of the result."""
    try:
        batch = np.broadcast_shapes(left_batch, right_batch)
    except ValueError:
        inner_fits = False
    if not inner_fits:
        raise ValueError(f"cannot multiply shapes {tuple(left.shape)} and {tuple(right.shape)}")
    return batch
