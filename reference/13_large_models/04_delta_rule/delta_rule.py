"""The delta rule: notice that the state is read with the key before anything is written to it."""

import array_api_compat
from array_api_compat import array_namespace


def delta_rule(q, k, v, beta, state=None):
    """Write each pair of key and value over what the state holds for that key, then read with the query."""
    xp = array_namespace(q, k, v, beta)
    s = empty(xp, k, v) if state is None else state  # (..., E, F)
    answers = []
    for t in range(k.shape[-2]):
        key = k[..., t, :, None]  # (..., E, 1)
        old = xp.sum(key * s, axis=-2)  # (..., F): what the state holds for this key
        new = beta[..., t, None] * (v[..., t, :] - old)
        s = s + key * new[..., None, :]
        answers.append(xp.sum(q[..., t, :, None] * s, axis=-2))
    return (xp.stack(answers, axis=-2) if answers else v), s  # without a token v is empty, and so is y


def empty(xp, k, v):
    """A state that holds nothing."""
    return xp.zeros((*k.shape[:-2], k.shape[-1], v.shape[-1]), dtype=v.dtype, device=array_api_compat.device(v))


def chunked_delta(q, k, v, beta, state=None, size=16):
    """Do the same for ``size`` tokens at a time, by solving a triangular system."""
    if size < 1:
        raise ValueError(f"a piece has one token at least, not {size}")
    xp = array_namespace(q, k, v, beta)
    s = empty(xp, k, v) if state is None else state
    answers = []
    for start in range(0, k.shape[-2], size):
        now = slice(start, start + size)
        keys, shares = k[..., now, :], beta[..., now, None]  # (..., n, E), (..., n, 1)
        among = shares * (keys @ xp.matrix_transpose(keys))  # (..., n, n)
        system = xp.eye(among.shape[-1], dtype=v.dtype, device=array_api_compat.device(v)) + below(xp, among)
        new = xp.linalg.solve(system, shares * (v[..., now, :] - keys @ s))  # (..., n, F)
        seen = xp.tril(q[..., now, :] @ xp.matrix_transpose(keys))  # its own token's pair, too
        answers.append(q[..., now, :] @ s + seen @ new)
        s = s + xp.matrix_transpose(keys) @ new
    return (xp.concat(answers, axis=-2) if answers else v), s


def below(xp, table):
    """The entries strictly below the diagonal, and zeros elsewhere."""
    return table - xp.triu(table)
