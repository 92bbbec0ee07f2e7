from itertools import combinations, permutations

import numpy as np


def determinant(a):
    n = a.shape[0]
    total = 0.0
    for order in permutations(range(n)):
        inversions = sum(order[i] > order[j] for i, j in combinations(range(n), 2))
        total += (-1) ** inversions * np.prod(a[range(n), order])
    return total
