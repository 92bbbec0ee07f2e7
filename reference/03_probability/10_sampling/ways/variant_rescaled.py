"""Right all the same: running sums in float64 that are rescaled to end at 1, and a phase-shifted sine."""

import math

from array_api_compat import array_namespace


def sample_categorical(probs, u):
    xp = array_namespace(probs, u)
    sums = xp.cumulative_sum(xp.astype(probs, xp.float64), axis=-1)
    sums = sums / sums[..., -1:]
    return xp.argmax(xp.astype(sums > xp.astype(u, xp.float64)[..., None], xp.int32), axis=-1)


def box_muller(u1, u2):
    xp = array_namespace(u1, u2)
    radius = (-2 * xp.log1p(-u1)) ** 0.5
    quarter = math.pi / 2
    return radius * xp.sin(2 * math.pi * u2 + quarter), radius * xp.sin(2 * math.pi * u2)
