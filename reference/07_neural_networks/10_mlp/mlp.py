"""A multilayer perceptron: notice that the input of each layer is all that the backward pass needs."""

import itertools

import numpy as np
from array_api_compat import array_namespace


def init(sizes, rng):
    """Draw the parameters of a network."""
    return [{"W": rng.normal(0, np.sqrt(2 / n), size=(n, m)), "b": np.zeros(m)} for n, m in itertools.pairwise(sizes)]


def forward(params, x):
    """Compute the output, and keep what went into each layer."""
    xp = array_namespace(x)
    cache = [x]
    for layer in params[:-1]:
        z = cache[-1] @ layer["W"] + layer["b"]  # (batch, in) @ (in, out) + (out,)
        cache.append(xp.where(z > 0, z, xp.zeros_like(z)))
    return cache[-1] @ params[-1]["W"] + params[-1]["b"], cache


def backward(params, cache, upstream):
    """Compute the gradients, from the last layer to the first."""
    xp = array_namespace(upstream)
    gradients, g = [], upstream  # (batch, out)
    for layer, h in zip(params[::-1], cache[::-1], strict=True):
        gradients.append({"W": h.T @ g, "b": xp.sum(g, axis=0)})
        slope = xp.where(h > 0, xp.ones_like(h), xp.zeros_like(h))  # of relu: h is positive where z is
        g = (g @ layer["W"].T) * slope  # (batch, in)
    return gradients[::-1]
