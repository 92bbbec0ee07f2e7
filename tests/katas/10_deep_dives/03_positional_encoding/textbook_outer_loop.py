import numpy as np


def positional_encoding(seq_len, d):
    P = np.zeros((seq_len, d))
    for k in range(seq_len):
        for i in np.arange(int(d / 2)):
            denominator = np.power(10000, 2 * i / d)
            P[k, 2 * i] = np.sin(k / denominator)
            P[k, 2 * i + 1] = np.cos(k / denominator)
    return P


def add_positions(x):
    return x + positional_encoding(x.shape[-2], x.shape[-1])
