"""Right all the same: each hypothesis by its odds against every other, in bits."""

import numpy as np
from array_api_compat import array_namespace


def posterior(prior, likelihood):
    return update(prior, likelihood[..., None, :])


def update(prior, likelihoods):
    xp = array_namespace(prior, likelihoods)
    bits = xp.log2(prior) + xp.log2(likelihoods).sum(-2)
    possible = bits != -np.inf
    if not bool(possible.any(-1).all()):
        raise ValueError(f"all of {bits.shape[-1]} hypotheses are ruled out")
    bits = xp.where(possible, bits, 0 * prior)
    against = xp.where(
        possible[..., None, :], 2.0 ** (bits[..., None, :] - bits[..., :, None]), 0 * prior[..., None, :]
    )
    return xp.where(possible, 1 / against.sum(-1), 0 * prior)
