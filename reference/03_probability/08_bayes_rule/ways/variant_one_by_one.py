"""Right all the same: one observation after the other, with the logarithms brought back to 0 each time."""

import math

import numpy as np
from array_api_compat import array_namespace


def posterior(prior, likelihood):
    xp = array_namespace(prior, likelihood)
    logs, rows = xp.broadcast_arrays(xp.log(prior), likelihood)
    return xp.exp(_weighed(xp, logs, rows))


def update(prior, likelihoods):
    xp = array_namespace(prior, likelihoods)
    logs, rows = xp.log(prior), likelihoods
    shape = np.broadcast_shapes(tuple(logs.shape), (*rows.shape[:-2], rows.shape[-1]))
    logs = xp.broadcast_to(logs, shape)
    for i in range(rows.shape[-2]):
        logs = _weighed(xp, logs, rows[..., i, :])
    return xp.exp(logs)


def _weighed(xp, logs, likelihood):
    """The log-posterior, by a log-sum-exp of its own."""
    logs = logs + xp.log(likelihood)
    best = xp.max(logs, axis=-1, keepdims=True)
    if not bool(xp.all(best > -math.inf)):
        raise ValueError("nothing is left")
    return logs - best - xp.log(xp.sum(xp.exp(logs - best), axis=-1, keepdims=True))
