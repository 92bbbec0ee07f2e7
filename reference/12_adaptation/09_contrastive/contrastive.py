"""InfoNCE: notice that it is cross-entropy twice, for the rows and for the columns of the same table of cosines."""

from array_api_compat import array_namespace, device

from mine.cross_entropy import cross_entropy


def info_nce(a, b, temperature=0.07):
    """Return the mean of the losses of finding b for each a, and a for each b."""
    if a.shape != b.shape:
        raise ValueError(f"the shapes differ: {tuple(a.shape)} and {tuple(b.shape)}")
    if temperature <= 0:
        raise ValueError(f"temperature is {temperature}")
    xp = array_namespace(a)
    logits = _normalised(a) @ _normalised(b).T / temperature  # (N, D) @ (D, N) -> (N, N)
    own = xp.arange(a.shape[0], device=device(a))  # (N,): row i belongs to column i
    return (cross_entropy(logits, own) + cross_entropy(logits.T, own)) / 2


def _normalised(x):
    """Divide each row by its length, but by no less than 1e-12."""
    xp = array_namespace(x)
    squares = xp.sum(x * x, axis=-1, keepdims=True)  # (N, 1)
    return x / xp.sqrt(xp.clip(squares, min=1e-24))  # clipped before the root, whose slope at 0 is infinite
