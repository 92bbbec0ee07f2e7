"""A row of answers at a time; the shares by logarithms, hidden before exp and after it."""

import array_api_compat
from array_api_compat import array_namespace


def recurrent(q, k, v, decay=None, state=None):
    xp = array_namespace(q, k, v)
    s = (
        xp.zeros((*k.shape[:-2], k.shape[-1], v.shape[-1]), dtype=v.dtype, device=v.device)
        if state is None
        else state * 1
    )
    y = v * 0
    for t in range(k.shape[-2]):
        if decay is not None:
            s = s * decay[..., t : t + 1, None]
        s = s + xp.einsum("...e,...f->...ef", k[..., t, :], v[..., t, :])
        row = xp.einsum("...ef,...e->...f", s, q[..., t, :])[..., None, :]
        y = xp.concat([y[..., :t, :], row, y[..., t + 1 :, :]], axis=-2)
    return y, s


def parallel(q, k, v, decay=None):
    xp = array_namespace(q, k, v)
    table = q @ xp.matrix_transpose(k)
    if decay is None:
        return xp.tril(table) @ v
    return table * _left(xp, decay) @ v


def chunked(q, k, v, decay=None, state=None, size=16):
    if not size >= 1:
        raise ValueError(f"no chunk has {size} tokens")
    xp = array_namespace(q, k, v)
    if decay is None:
        decay = xp.ones(v.shape[:-1], dtype=v.dtype, device=array_api_compat.device(v))
    s = state
    if s is None:
        s = xp.zeros((*k.shape[:-2], k.shape[-1], v.shape[-1]), dtype=v.dtype, device=array_api_compat.device(v))
    y = []
    for first in range(0, v.shape[-2], size):
        qc, kc, vc, ac = (x[..., first : first + size, :] for x in (q, k, v, decay[..., None]))
        weights = _left(xp, ac[..., 0])
        begun = weights[..., :, :1] * ac[..., :1, :]
        y.append(begun * (qc @ s) + (qc @ xp.matrix_transpose(kc) * weights) @ vc)
        s = begun[..., -1:, :] * s + xp.matrix_transpose(kc) @ (weights[..., -1, :, None] * vc)
    return (xp.concat(y, axis=-2) if y else v * 1), s * 1


def _left(xp, decay):
    logs = xp.cumulative_sum(xp.log(decay), axis=-1)
    order = xp.arange(decay.shape[-1], device=array_api_compat.device(decay))
    seen = order[:, None] >= order
    between = xp.where(seen, logs[..., :, None] - logs[..., None, :], xp.zeros_like(logs[..., None]))
    return xp.where(seen, xp.exp(between), xp.zeros_like(between))
