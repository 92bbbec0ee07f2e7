import numpy as np


def sample_categorical(probs, u):
    return (np.cumsum(probs) <= u[:, np.newaxis]).sum(axis=1)


def box_muller(u1, u2):
    e = -np.log(1 - u1)
    r = np.sqrt(2 * e)
    phi = u2 * 2 * np.pi
    z = r * np.exp(1j * phi)
    return z.real, z.imag
