"""A multilayer perceptron for two moons: notice that each line of the forward pass has its line in the backward pass,
and each gradient the shape of its parameter."""

import numpy as np

HIDDEN, STEPS, RATE = 16, 300, 2.0


def forward(params, x):
    """Return the hidden layer and the probability of label 1."""
    hidden = np.tanh(x @ params["w1"] + params["b1"])  # (n, hidden)
    logit = hidden @ params["w2"] + params["b2"]  # (n,)
    return hidden, 1 / (1 + np.exp(-logit))


def fit(x, y, seed):
    """Train by gradient descent on the mean cross-entropy of all points."""
    rng = np.random.default_rng(seed)
    params = {
        "w1": rng.normal(size=(2, HIDDEN)),
        "b1": np.zeros(HIDDEN),
        "w2": rng.normal(size=HIDDEN) / np.sqrt(HIDDEN),
        "b2": np.zeros(1),
    }
    for _ in range(STEPS):
        hidden, p = forward(params, x)
        at_logit = (p - y) / len(x)  # (n,)
        at_hidden = at_logit[:, None] * params["w2"] * (1 - hidden**2)  # (n, hidden)
        params["w2"] -= RATE * (hidden.T @ at_logit)
        params["b2"] -= RATE * np.sum(at_logit)
        params["w1"] -= RATE * (x.T @ at_hidden)
        params["b1"] -= RATE * np.sum(at_hidden, axis=0)
    return params


def predict(params, x):
    """Label points: 1 where it is the likelier label."""
    return (forward(params, x)[1] > 0.5).astype(np.int64)
