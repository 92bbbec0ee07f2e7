import math

import numpy as np


def power_iteration(a, steps):
    n = len(a)
    v = [1 / math.sqrt(n)] * n
    for _ in range(steps):
        w = [sum(a[i][j] * v[j] for j in range(n)) for i in range(n)]
        length = math.sqrt(sum(x * x for x in w))
        v = [x / length for x in w]
    value = sum(v[i] * a[i][j] * v[j] for i in range(n) for j in range(n))
    return value, np.array(v)
