import numpy as np


def positional_encoding(num_hiddens_len, num_hiddens):
    max_len = num_hiddens_len
    P = np.zeros((1, max_len, num_hiddens))
    X = np.arange(max_len).reshape(-1, 1) / np.power(10000, np.arange(0, num_hiddens, 2) / num_hiddens)
    P[:, :, 0::2] = np.sin(X)
    P[:, :, 1::2] = np.cos(X)
    return P[0]


def add_positions(X):
    P = positional_encoding(X.shape[-2], X.shape[-1])
    return X + P
