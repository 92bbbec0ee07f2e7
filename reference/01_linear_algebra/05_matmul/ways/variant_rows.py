"""Right all the same: a row of the result is a weighted sum of the rows of the right matrix."""

from array_api_compat import array_namespace, device


def _sizes(left, right):
    both = max(len(left), len(right))
    left, right = (1,) * (both - len(left)) + tuple(left), (1,) * (both - len(right)) + tuple(right)
    if any(a != b and a != 1 and b != 1 for a, b in zip(left, right, strict=True)):
        raise ValueError
    return tuple(b if a == 1 else a for a, b in zip(left, right, strict=True))


def matvec(W, x):
    xp = array_namespace(W, x)
    try:
        batch = _sizes(W.shape[:-2], x.shape[:-1])
        if W.shape[-1] != x.shape[-1]:
            raise ValueError
    except ValueError as error:
        raise ValueError(f"W has shape {W.shape}, x has shape {x.shape}") from error
    y = xp.zeros((*batch, W.shape[-2]), dtype=W.dtype, device=device(W))
    for i in range(W.shape[-2]):
        y[..., i] = xp.sum(W[..., i, :] * x, axis=-1)
    return y


def matmul(A, B):
    xp = array_namespace(A, B)
    try:
        batch = _sizes(A.shape[:-2], B.shape[:-2])
        if A.shape[-1] != B.shape[-2]:
            raise ValueError
    except ValueError as error:
        raise ValueError(f"A has shape {A.shape}, B has shape {B.shape}") from error
    C = xp.zeros((*batch, A.shape[-2], B.shape[-1]), dtype=A.dtype, device=device(A))
    for i in range(A.shape[-2]):
        C[..., i, :] = xp.sum(A[..., i, :, None] * B, axis=-2)
    return C
