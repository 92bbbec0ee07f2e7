"""Products by the names of axes; chunks one inside the other, each with an inverse of its system."""

import array_api_compat


def delta_rule(q, k, v, beta, state=None):
    xp = array_api_compat.array_namespace(q, k, v, beta)
    lead = k.shape[:-2]
    s = state
    if s is None:
        s = xp.zeros((*lead, k.shape[-1], v.shape[-1]), dtype=v.dtype, device=array_api_compat.device(v))
    y = []
    for t in range(v.shape[-2]):
        removed = xp.einsum("...e,...ef->...f", k[..., t, :], s)
        write = beta[..., t, None] * v[..., t, :] - beta[..., t, None] * removed
        s = s + xp.einsum("...e,...f->...ef", k[..., t, :], write)
        y.append(xp.einsum("...ef,...e->...f", s, q[..., t, :])[..., None, :])
    return (xp.concat(y, axis=-2) if len(y) > 0 else xp.zeros_like(v)), s


def chunked_delta(q, k, v, beta, state=None, size=16):
    if size < 1:
        raise ValueError(f"size is {size}")
    xp = array_api_compat.array_namespace(q, k, v, beta)
    if v.shape[-2] <= size:
        return _one(xp, q, k, v, beta, state)
    first, s = _one(xp, q[..., :size, :], k[..., :size, :], v[..., :size, :], beta[..., :size], state)
    rest, s = chunked_delta(q[..., size:, :], k[..., size:, :], v[..., size:, :], beta[..., size:], s, size)
    return xp.concat([first, rest], axis=-2), s


def _one(xp, q, k, v, beta, s):
    like = {"dtype": v.dtype, "device": array_api_compat.device(v)}
    if s is None:
        s = xp.zeros((*k.shape[:-2], k.shape[-1], v.shape[-1]), **like)
    if v.shape[-2] == 0:
        return xp.zeros_like(v), s
    order = xp.arange(v.shape[-2], device=like["device"])
    before, seen = order[:, None] > order, order[:, None] >= order
    zero = xp.zeros((), **like)
    table = xp.where(before, beta[..., None] * (k @ xp.matrix_transpose(k)), zero)
    one = xp.eye(v.shape[-2], **like)
    new = xp.linalg.inv(one + table) @ (beta[..., None] * (v - k @ s))
    y = q @ s + xp.where(seen, q @ xp.matrix_transpose(k), zero) @ new
    return y, s + xp.matrix_transpose(k) @ new
