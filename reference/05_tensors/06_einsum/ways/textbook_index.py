import numpy as np


def einsum(spec, *operands):
    spec = spec.replace(" ", "")
    if "->" not in spec:
        names = spec.replace(",", "")
        spec += "->" + "".join(sorted(c for c in set(names) if names.count(c) == 1))
    inputs, output = spec.split("->")
    terms = inputs.split(",")
    if len(terms) != len(operands):
        raise ValueError(f"{len(terms)} terms for {len(operands)} operands in {spec}")
    dims = {c: n for term, x in zip(terms, operands, strict=False) for c, n in zip(term, x.shape, strict=False)}
    order = output + "".join(sorted(set(dims) - set(output)))
    grid = dict(zip(order, np.indices([dims[c] for c in order]), strict=False))
    product = np.ones([dims[c] for c in order])
    for term, x in zip(terms, operands, strict=False):
        product = product * x[tuple(grid[c] for c in term)]
    return product.sum(axis=tuple(range(len(output), len(order))))
