"""Log-softmax along both axes of one table, by hand; both diagonals."""

from array_api_compat import array_namespace


def info_nce(a, b, temperature=0.07):
    if tuple(a.shape) != tuple(b.shape):
        raise ValueError(f"{tuple(a.shape)} {tuple(b.shape)}")
    if not temperature > 0:
        raise ValueError(f"{temperature} is not above 0")
    xp = array_namespace(a)
    rows = [x / xp.clip(xp.linalg.vector_norm(x, axis=1, keepdims=True), 1e-12, None) for x in (a, b)]
    table = rows[0] @ xp.permute_dims(rows[1], (1, 0)) / temperature
    total = 0.0
    for axis in (0, 1):
        shifted = table - xp.max(table, axis=axis, keepdims=True)
        log_p = shifted - xp.log(xp.sum(xp.exp(shifted), axis=axis, keepdims=True))
        total = total - xp.mean(xp.linalg.diagonal(log_p))
    return 0.5 * total
