"""Each token is a step of gradient descent on its own squared error; chunks by an inverse that is built row by row."""

from array_api_compat import array_namespace


def delta_rule(q, k, v, beta, state=None):
    xp = array_namespace(q, k, v)
    lead, width, depth = k.shape[:-2], k.shape[-1], v.shape[-1]
    s = xp.zeros((*lead, width, depth), dtype=v.dtype, device=v.device) if state is None else state
    y = v * 1
    for t in range(k.shape[-2]):
        key = k[..., t : t + 1, :]  # (..., 1, E)
        error = key @ s - v[..., t : t + 1, :]
        gradient = xp.matrix_transpose(key) @ error
        s = s - beta[..., t, None, None] * gradient
        y = xp.concat([y[..., :t, :], q[..., t : t + 1, :] @ s, y[..., t + 1 :, :]], axis=-2)
    return y, s * 1


def chunked_delta(q, k, v, beta, state=None, size=16):
    if not size >= 1:
        raise ValueError(f"no chunk has {size} tokens")
    xp = array_namespace(q, k, v)
    lead, width, depth = k.shape[:-2], k.shape[-1], v.shape[-1]
    s = xp.zeros((*lead, width, depth), dtype=v.dtype, device=v.device) if state is None else state * 1
    y = []
    for first in range(0, v.shape[-2], size):
        qc, kc, vc, bc = (x[..., first : first + size, :] for x in (q, k, v, beta[..., None]))
        inverse = _inverse(
            xp,
            xp.tril(bc * kc @ xp.matrix_transpose(kc), k=-1)
            if xp.__name__.endswith("numpy")
            else (bc * kc @ kc.mT).tril(-1),
        )
        new = inverse @ (bc * vc) - inverse @ (bc * kc) @ s
        y.append(qc @ s + xp.tril(qc @ xp.matrix_transpose(kc)) @ new)
        s = s + xp.matrix_transpose(kc) @ new
    return (xp.concat(y, axis=-2) if y else v * 1), s


def _inverse(xp, below):
    """(I + L)⁻¹ = (I - L)(I + L²)(I + L⁴) ..., which ends, for L is strictly below the diagonal."""
    n = below.shape[-1]
    one = xp.eye(n, dtype=below.dtype, device=below.device)
    inverse, power, reach = one - below, below @ below, 2
    while reach < n:
        inverse, power, reach = inverse + inverse @ power, power @ power, 2 * reach
    return inverse
