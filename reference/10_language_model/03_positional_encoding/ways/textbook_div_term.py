import numpy as np


def positional_encoding(n, dim):
    pe = np.zeros((n, dim))
    position = np.arange(0, n)[:, np.newaxis]
    div_term = np.exp(np.arange(0, dim, 2) * -(np.log(10000.0) / dim))
    pe[:, 0::2] = np.sin(position * div_term)
    pe[:, 1::2] = np.cos(position * div_term)
    return pe


def add_positions(x):
    seq_len, dim = x.shape[-2:]
    return x + positional_encoding(seq_len, dim)
