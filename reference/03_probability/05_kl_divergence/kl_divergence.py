"""KL divergence in nats: notice that p alone decides what goes into both logarithms. Where only q is 0, log 0 = -inf is
just what the sum needs.
"""

from array_api_compat import array_namespace


def kl_divergence(p, q, axis=-1):
    """Return the Kullback-Leibler divergence KL(p || q) along one axis."""
    xp = array_namespace(p, q)
    p, q = xp.broadcast_arrays(p, q)
    one = xp.ones_like(p)
    inside_p, inside_q = xp.where(p > 0, p, one), xp.where(p > 0, q, one)  # where p is 0 both logarithms are 0
    return xp.sum(p * (xp.log(inside_p) - xp.log(inside_q)), axis=axis)
