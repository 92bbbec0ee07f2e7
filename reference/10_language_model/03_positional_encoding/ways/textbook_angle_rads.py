import numpy as np


def get_angles(pos, i, d_model):
    angle_rates = 1 / np.power(10000, (2 * (i // 2)) / np.float64(d_model))
    return pos * angle_rates


def positional_encoding(n, dim):
    angle_rads = get_angles(np.arange(n)[:, np.newaxis], np.arange(dim)[np.newaxis, :], float(dim))
    angle_rads[:, 0::2] = np.sin(angle_rads[:, 0::2])
    angle_rads[:, 1::2] = np.cos(angle_rads[:, 1::2])
    return angle_rads


def add_positions(x):
    pe = positional_encoding(x.shape[-2], x.shape[-1])
    return x + pe.astype(x.dtype)
