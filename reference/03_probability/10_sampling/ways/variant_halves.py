"""Right all the same: the first possible class that u has not passed, and angles by doubling half of one."""

import math

from array_api_compat import array_namespace


def sample_categorical(probs, u):
    xp = array_namespace(probs, u)
    sums = xp.cumulative_sum(probs, axis=-1)
    open_to = (probs > 0) & ((sums > u[..., None]) | (sums >= sums[..., -1:]))
    places = xp.arange(probs.shape[-1], device=probs.device)
    return xp.min(xp.where(open_to, places, probs.shape[-1]), axis=-1)


def box_muller(u1, u2):
    xp = array_namespace(u1, u2)
    radius = xp.sqrt(2 * -xp.log(1 - u1))
    cosine, sine = xp.cos(math.pi * u2), xp.sin(math.pi * u2)
    return radius * (cosine + sine) * (cosine - sine), radius * 2 * sine * cosine
