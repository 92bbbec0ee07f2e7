import itertools

import numpy as np


def einsum(spec, *operands):
    if "->" in spec:
        inputs, output = spec.split("->")
    else:
        inputs = spec
        letters = inputs.replace(",", "")
        output = "".join(sorted(c for c in set(letters) if letters.count(c) == 1))
    terms = inputs.split(",")
    sizes = {}
    for term, x in zip(terms, operands, strict=False):
        for letter, size in zip(term, x.shape, strict=False):
            sizes[letter] = size
    letters = list(sizes)
    result = np.zeros([sizes[c] for c in output])
    for values in itertools.product(*[range(sizes[c]) for c in letters]):
        index = dict(zip(letters, values, strict=False))
        product = 1.0
        for term, x in zip(terms, operands, strict=False):
            product *= x[tuple(index[c] for c in term)]
        result[tuple(index[c] for c in output)] += product
    return result
