import numpy as np


def positional_encoding(n_position, d_hid):
    def get_position_angle_vec(position):
        return [position / np.power(10000, 2 * (hid_j // 2) / d_hid) for hid_j in range(d_hid)]

    sinusoid_table = np.array([get_position_angle_vec(pos_i) for pos_i in range(n_position)])
    sinusoid_table[:, 0::2] = np.sin(sinusoid_table[:, 0::2])
    sinusoid_table[:, 1::2] = np.cos(sinusoid_table[:, 1::2])
    return sinusoid_table


def add_positions(x):
    table = positional_encoding(x.shape[-2], x.shape[-1])
    out = np.zeros_like(x)
    for t in range(x.shape[-2]):
        out[..., t, :] = x[..., t, :] + table[t]
    return out
