"""Dropout: notice that p = 1 is settled before the division, so that neither the result nor its gradient meets 0/0."""

from array_api_compat import array_namespace, is_torch_array


def dropout(x, p=0.5, training=True, uniform=None):
    """Drop each entry with probability p, and scale up those that are kept."""
    xp = array_namespace(x)
    if not 0 <= p <= 1:  # also refuses NaN
        raise ValueError(f"p is a probability, from 0 to 1, not {p}")
    if uniform is not None and uniform.shape != x.shape:
        raise ValueError(f"uniform needs the shape of x, {tuple(x.shape)}, and has {tuple(uniform.shape)}")
    if not training:
        return x
    if p == 1:  # nothing is kept, and there is no 1 / (1 - p)
        return x * 0
    if uniform is None:
        uniform = xp.rand(x.shape, device=x.device) if is_torch_array(x) else xp.random.random(x.shape)
    return xp.where(uniform < p, xp.zeros_like(x), x / (1 - p))
