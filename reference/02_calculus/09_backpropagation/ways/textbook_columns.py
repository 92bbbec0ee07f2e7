"""With one example in each column, as some courses write it."""

import numpy as np


def two_layer_gradients(params, x, y):
    X, Y = x.T, y.T
    W1, b1 = params["W1"].T, params["b1"].reshape(-1, 1)
    W2, b2 = params["W2"].T, params["b2"].reshape(-1, 1)
    m = X.shape[1]
    Z1 = np.dot(W1, X) + b1
    A1 = np.where(Z1 > 0, Z1, 0)
    Z2 = np.dot(W2, A1) + b2
    dZ2 = 2 * (Z2 - Y)
    dW2 = 1 / m * np.dot(dZ2, A1.T)
    db2 = 1 / m * np.sum(dZ2, axis=1, keepdims=True)
    dZ1 = np.multiply(np.dot(W2.T, dZ2), np.int64(A1 > 0))
    dW1 = 1 / m * np.dot(dZ1, X.T)
    db1 = 1 / m * np.sum(dZ1, axis=1, keepdims=True)
    return {"W1": dW1.T, "b1": db1.ravel(), "W2": dW2.T, "b2": db2.ravel()}
