import numpy as np


def sample_categorical(probs, u):
    cdf = np.cumsum(probs)
    return np.argmax(cdf[None, :] > u[:, None], axis=1)


def box_muller(u1, u2):
    mag = np.sqrt(-2.0 * np.log(1.0 - u1))
    z0 = mag * np.cos(2 * np.pi * u2)
    z1 = mag * np.sin(2 * np.pi * u2)
    return z0, z1
