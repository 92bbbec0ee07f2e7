import numpy as np

NORMS = {
    1: lambda x, axis: np.add.reduce(np.absolute(x), axis),
    2: lambda x, axis: np.sqrt(np.add.reduce(np.square(x), axis)),
    np.inf: lambda x, axis: np.maximum.reduce(np.absolute(x), axis),
}


def norm(x, ord=2, axis=-1):
    return NORMS[ord](x, axis)


def distance(u, v, ord=2):
    return NORMS[ord](u - v, -1)
