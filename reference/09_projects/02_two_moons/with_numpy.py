"""Two moons with scikit-learn's multilayer perceptron."""

import warnings

import numpy as np
from sklearn.neural_network import MLPClassifier


def fit(x, y, seed):
    """Train a multilayer perceptron."""
    network = MLPClassifier((16,), activation="tanh", solver="lbfgs", alpha=1e-3, max_iter=200, random_state=seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it is told to stop before it has converged
        network.fit(x, y)
    (w1, w2), (b1, b2) = network.coefs_, network.intercepts_
    return {"w1": w1, "b1": b1, "w2": w2, "b2": b2}


def predict(params, x):
    """Label points."""
    hidden = np.tanh(x @ params["w1"] + params["b1"])
    return np.where(hidden @ params["w2"][:, 0] + params["b2"] > 0, 1, 0)
