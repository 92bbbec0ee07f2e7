import numpy as np


def posterior(prior, likelihood):
    joint = prior * likelihood
    evidence = joint.sum(axis=-1, keepdims=True)
    return joint / evidence


def update(prior, likelihoods):
    log_posterior = np.log(prior) + np.log(likelihoods).sum(axis=0)
    log_posterior -= log_posterior.max()
    weights = np.exp(log_posterior)
    return weights / weights.sum()
