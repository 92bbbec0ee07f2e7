import numpy as np


def precompute_freqs_cis(dim, positions, theta=10000.0):
    freqs = 1.0 / (theta ** (np.arange(0, dim, 2)[: (dim // 2)].astype(float) / dim))
    freqs = np.outer(positions, freqs)
    return np.cos(freqs) + 1j * np.sin(freqs)


def rope(x, positions, base=10000.0):
    freqs_cis = precompute_freqs_cis(x.shape[-1], positions, base)
    pairs = x.reshape(*x.shape[:-1], -1, 2)
    x_ = pairs[..., 0] + 1j * pairs[..., 1]
    x_out = x_ * freqs_cis
    return np.stack([x_out.real, x_out.imag], axis=-1).reshape(x.shape)
