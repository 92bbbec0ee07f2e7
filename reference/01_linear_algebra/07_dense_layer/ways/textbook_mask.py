import numpy as np


def relu(x):
    return x * (x > 0)


def dense(X, W, b):
    Z = np.dot(X, W) + b
    return relu(Z)
