import numpy as np


def fit_normal(x):
    return np.mean(x), np.std(x)


def normal_nll(x, mean, std):
    n = len(x)
    nll = n / 2 * np.log(2 * np.pi * std**2) + np.sum((x - mean) ** 2) / (2 * std**2)
    return nll / n


def fit_categorical(counts):
    return counts / np.sum(counts)


def categorical_nll(counts, probs):
    return -np.sum(counts * np.log(probs)) / np.sum(counts)
