import numpy as np


def einsum(spec, *operands):
    inputs, arrow, output = spec.partition("->")
    terms = inputs.split(",")
    all_letters = inputs.replace(",", "")
    if not arrow:
        output = "".join(c for c in sorted(set(all_letters)) if all_letters.count(c) == 1)
    order = list(output) + [c for c in dict.fromkeys(all_letters) if c not in output]
    result = 1.0
    for term, x in zip(terms, operands, strict=False):
        while len(set(term)) < len(term):
            c = next(c for c in term if term.count(c) > 1)
            i = term.index(c)
            j = term.index(c, i + 1)
            x = np.diagonal(x, axis1=i, axis2=j)
            term = term[:i] + term[i + 1 : j] + term[j + 1 :] + c
        x = x.transpose([term.index(c) for c in order if c in term])
        shape = [1] * len(order)
        for axis, c in zip(range(x.ndim), [c for c in order if c in term], strict=False):
            shape[order.index(c)] = x.shape[axis]
        result = result * x.reshape(shape)
    return result.sum(axis=tuple(range(len(output), len(order))))
