import numpy as np


def marginals(joint):
    return np.sum(joint, axis=-1), np.sum(joint, axis=-2)


def conditional(joint, axis):
    return np.divide(joint, np.sum(joint, axis=axis, keepdims=True))


def is_independent(joint, tol):
    p_a, p_b = marginals(joint)
    return np.allclose(joint, p_a[:, None] * p_b[None, :], atol=tol)


def mutual_information(joint):
    p_a, p_b = marginals(joint)
    independent = p_a[:, None] * p_b[None, :]
    nonzero = joint > 0
    return np.sum(joint[nonzero] * np.log(joint[nonzero] / independent[nonzero]))
