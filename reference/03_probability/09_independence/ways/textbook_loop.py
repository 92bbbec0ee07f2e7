import math

import numpy as np


def marginals(joint):
    rows, columns = joint.shape
    p_a = np.array([sum(joint[i, j] for j in range(columns)) for i in range(rows)])
    p_b = np.array([sum(joint[i, j] for i in range(rows)) for j in range(columns)])
    return p_a, p_b


def conditional(joint, axis):
    p_a, p_b = marginals(joint)
    result = np.zeros_like(joint)
    for i in range(joint.shape[0]):
        for j in range(joint.shape[1]):
            result[i, j] = joint[i, j] / (p_a[i] if axis in (1, -1) else p_b[j])
    return result


def is_independent(joint, tol):
    p_a, p_b = marginals(joint)
    for i, a in enumerate(p_a):
        for j, b in enumerate(p_b):
            if abs(joint[i, j] - a * b) > tol:
                return False
    return True


def mutual_information(joint):
    p_a, p_b = marginals(joint)
    total = 0.0
    for i, a in enumerate(p_a):
        for j, b in enumerate(p_b):
            if joint[i, j] > 0:
                total += joint[i, j] * math.log(joint[i, j] / (a * b))
    return total
