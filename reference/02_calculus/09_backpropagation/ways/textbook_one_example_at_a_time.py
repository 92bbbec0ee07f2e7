import numpy as np


def two_layer_gradients(params, x, y):
    nabla = {name: np.zeros(p.shape) for name, p in params.items()}
    for x_i, y_i in zip(x, y, strict=True):
        z = np.dot(x_i, params["W1"]) + params["b1"]
        a = np.maximum(z, 0.0)
        out = np.dot(a, params["W2"]) + params["b2"]
        delta = 2 * (out - y_i)
        nabla["b2"] += delta
        nabla["W2"] += np.outer(a, delta)
        delta = np.dot(params["W2"], delta) * np.where(z > 0, 1.0, 0.0)
        nabla["b1"] += delta
        nabla["W1"] += np.outer(x_i, delta)
    return {name: total / len(x) for name, total in nabla.items()}
