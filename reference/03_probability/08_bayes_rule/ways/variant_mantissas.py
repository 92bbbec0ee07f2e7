"""Right all the same: no logarithms but products, whose powers of two are counted apart."""

import math

import numpy as np


def posterior(prior, likelihood):
    return update(prior, likelihood[..., None, :])


def update(prior, likelihoods):
    if not isinstance(prior, np.ndarray):
        import torch

        logs = prior.log() + likelihoods.log().sum(-2)
        if torch.isneginf(logs.amax(-1)).any():
            raise ValueError("none")
        weights = (logs - logs.amax(-1, keepdim=True)).exp()
        return weights / weights.sum(-1, keepdim=True)
    shape = np.broadcast_shapes(prior.shape, (*likelihoods.shape[:-2], likelihoods.shape[-1]))
    mantissa, power = np.frexp(np.broadcast_to(prior, shape).astype(np.float64))
    power = power.astype(np.int64)
    for i in range(likelihoods.shape[-2]):
        factor, more = np.frexp(likelihoods[..., i, :].astype(np.float64))
        mantissa, carried = np.frexp(mantissa * factor)
        power = power + more + carried
    if not np.all(np.any(mantissa > 0, axis=-1)):
        raise ValueError("none")
    power = np.where(mantissa > 0, power, power.min() - 1)
    weights = mantissa * np.exp2(np.maximum(power - power.max(axis=-1, keepdims=True), -2000).astype(np.float64))
    total = [math.fsum(row) for row in weights.reshape(-1, shape[-1])]
    return (weights / np.reshape(total, (*shape[:-1], 1))).astype(prior.dtype)
