import numpy as np


def entropy(p, axis=-1):
    entropy = -p * np.log(p)
    out = np.nansum(entropy, axis=axis)
    return out
