import numpy as np


def log_sum_exp(x):
    m = np.max(x)
    return m + np.log(np.sum(np.exp(x - m)))


def posterior(prior, likelihood):
    log_joint = np.log(prior) + np.log(likelihood)
    return np.exp(log_joint - log_sum_exp(log_joint))


def update(prior, likelihoods):
    log_joint = np.log(prior)
    for row in np.log(likelihoods):
        log_joint = log_joint + row
    return np.exp(log_joint - log_sum_exp(log_joint))
