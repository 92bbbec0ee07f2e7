import numpy as np


def relu(x):
    return (x + np.abs(x)) / 2


def dense(x, W, b):
    outputs = []
    for row in x:
        outputs.append([max(0.0, sum(w * f for w, f in zip(W[:, j], row, strict=True)) + b[j]) for j in range(len(b))])
    return np.array(outputs)
