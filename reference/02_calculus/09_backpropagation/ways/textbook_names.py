import numpy as np


def relu(z):
    return np.maximum(z, 0)


def relu_prime(z):
    return (z > 0).astype(float)


def two_layer_gradients(params, x, y):
    m = len(x)
    z1 = x @ params["W1"] + params["b1"]
    a1 = relu(z1)
    z2 = a1 @ params["W2"] + params["b2"]

    dz2 = (2 / m) * (z2 - y)
    dW2 = a1.T @ dz2
    db2 = dz2.sum(0)
    dz1 = (dz2 @ params["W2"].T) * relu_prime(z1)
    dW1 = x.T @ dz1
    db1 = dz1.sum(0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
