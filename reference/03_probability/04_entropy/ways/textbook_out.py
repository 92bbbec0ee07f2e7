import numpy as np


def entropy(pk, axis=-1):
    log_pk = np.zeros_like(pk)
    np.log(pk, out=log_pk, where=pk != 0)
    return -(pk * log_pk).sum(axis=axis)
