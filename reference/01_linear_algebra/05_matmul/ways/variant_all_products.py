"""Right all the same: all products at once, and a vector as a matrix of one column."""

from array_api_compat import array_namespace


def matmul(A, B):
    xp = array_namespace(A, B)
    fits = A.shape[-1] == B.shape[-2]
    pairs = zip(reversed(A.shape[:-2]), reversed(B.shape[:-2]), strict=False)
    if not fits or not all(a == b or a == 1 or b == 1 for a, b in pairs):
        raise ValueError(f"shapes {list(A.shape)} and {list(B.shape)} don't fit")
    return xp.sum(A[..., None] * B[..., None, :, :], axis=-2)


def matvec(W, x):
    try:
        return matmul(W, x[..., None])[..., 0]
    except ValueError:
        raise ValueError(f"shapes {list(W.shape)} and {list(x.shape)} don't fit") from None
