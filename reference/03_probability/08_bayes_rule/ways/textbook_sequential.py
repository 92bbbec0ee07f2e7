import numpy as np


def posterior(prior, likelihood):
    unnormalised = prior * likelihood
    return unnormalised / np.sum(unnormalised)


def update(prior, likelihoods):
    for likelihood in likelihoods:
        prior = posterior(prior, likelihood)
    return prior
