import numpy as np


def marginals(joint):
    return joint.sum(axis=1), joint.sum(axis=0)


def conditional(joint, axis):
    return joint / joint.sum(axis=axis, keepdims=True)


def is_independent(joint, tol):
    p_a, p_b = marginals(joint)
    return np.all(np.abs(joint - np.outer(p_a, p_b)) <= tol)


def mutual_information(joint):
    p_a, p_b = marginals(joint)
    ratio = joint / np.outer(p_a, p_b)
    return np.nansum(joint * np.log(ratio))
