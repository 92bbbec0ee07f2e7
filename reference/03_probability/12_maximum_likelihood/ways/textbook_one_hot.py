import numpy as np


def fit_normal(data):
    mu_hat = data.sum() / data.size
    var_hat = ((data - mu_hat) ** 2).sum() / data.size
    return mu_hat, var_hat**0.5


def normal_nll(data, mu, sigma):
    density = np.exp(-((data - mu) ** 2) / (2 * sigma**2)) / np.sqrt(2 * np.pi * sigma**2)
    return -np.log(density).mean()


def fit_categorical(counts):
    y = np.repeat(np.eye(len(counts)), counts.astype(int), axis=0)
    return y.mean(axis=0)


def categorical_nll(counts, probs):
    y = np.repeat(np.eye(len(counts)), counts.astype(int), axis=0)
    return -(y * np.log(probs)).sum(axis=1).mean()
