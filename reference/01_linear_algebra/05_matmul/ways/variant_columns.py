"""Right all the same: a product is one matrix times each column, and entries are added from the back."""

from array_api_compat import array_namespace, device


def matvec(W, x):
    _check(W, x, W.shape[-1] == x.shape[-1], W.shape[:-2], x.shape[:-1])
    return array_namespace(W).flip(W * x[..., None, :], axis=-1).sum(-1)


def matmul(A, B):
    batch = _check(A, B, A.shape[-1] == B.shape[-2], A.shape[:-2], B.shape[:-2])
    xp = array_namespace(A)
    if B.shape[-1] == 0:
        return xp.zeros((*batch, A.shape[-2], 0), dtype=A.dtype, device=device(A))
    return xp.stack([matvec(A, B[..., k]) for k in range(B.shape[-1])], axis=-1)


def _check(left, right, fits, *batches):
    length = max(len(batch) for batch in batches)
    padded = [(1,) * (length - len(batch)) + tuple(batch) for batch in batches]
    sizes = [{n for n in column if n != 1} for column in zip(*padded, strict=True)]
    if not fits or any(len(size) > 1 for size in sizes):
        raise ValueError(f"no product of {list(left.shape)} and {list(right.shape)}")
    return [next(iter(size), 1) for size in sizes]
