import numpy as np


def entropy(p):
    p = p[p > 0]
    return -np.sum(p * np.log(p))


def marginals(joint):
    return joint.sum(1), joint.sum(0)


def conditional(joint, axis):
    p_a, p_b = marginals(joint)
    if axis in (1, -1):
        return joint / p_a[:, np.newaxis]
    return joint / p_b[np.newaxis, :]


def is_independent(joint, tol):
    p_a, p_b = marginals(joint)
    return bool(np.max(np.abs(joint - np.outer(p_a, p_b))) < tol)


def mutual_information(joint):
    p_a, p_b = marginals(joint)
    return entropy(p_a) + entropy(p_b) - entropy(joint.ravel())
