"""All places at once: a table of what is left at each, and the running sums compared with a scaled u."""

from array_api_compat import array_namespace


def accept(p, q, tokens, u):
    xp = array_namespace(p, q)
    k, size = q.shape
    drafted = tokens[:, None] == xp.arange(size, device=p.device)  # (k, V)
    of_target = xp.sum(xp.where(drafted, p[:k, :], 0.0), axis=-1)
    of_draft = xp.sum(xp.where(drafted, q, 0.0), axis=-1)
    fits = xp.astype(of_target > u[:k] * of_draft, xp.int64)
    kept = int(xp.sum(xp.cumulative_prod(fits))) if k else 0
    without = xp.concat([q, xp.zeros_like(p[:1, :])], axis=0)
    left = p - xp.where(without < p, without, p)  # p - min(p, q): 0 or more
    row = left[kept, :]
    sums = xp.cumulative_sum(row)
    passed = xp.sum(xp.astype(sums <= u[k] * xp.sum(row), xp.int64))
    last = xp.max(xp.where(row > 0, xp.arange(size, device=p.device), 0))
    return xp.concat([tokens[:kept], xp.reshape(xp.minimum(passed, last), (1,))])
