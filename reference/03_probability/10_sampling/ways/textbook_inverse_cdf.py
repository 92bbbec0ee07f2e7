import numpy as np


class Categorical:
    def __init__(self, probs):
        self.cdf = np.cumsum(probs)

    def inverse_cdf(self, u):
        i = 0
        while i < len(self.cdf) - 1 and self.cdf[i] <= u:
            i += 1
        return i


def sample_categorical(probs, u):
    return np.vectorize(Categorical(probs).inverse_cdf)(u)


def box_muller(u1, u2):
    return (
        np.sqrt(-2 * np.log1p(-u1)) * np.cos(2 * np.pi * u2),
        np.sqrt(-2 * np.log1p(-u1)) * np.sin(2 * np.pi * u2),
    )
