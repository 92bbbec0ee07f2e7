import numpy as np


def parse(spec):
    if "->" in spec:
        left, right = spec.split("->")
        return left.split(","), right
    count = {}
    for c in spec:
        if c != ",":
            count[c] = count.get(c, 0) + 1
    return spec.split(","), "".join(sorted(c for c in count if count[c] == 1))


def einsum(spec, *operands):
    terms, output = parse(spec)
    letters = []
    for term in terms:
        for c in term:
            if c not in letters:
                letters.append(c)
    product = None
    for term, x in zip(terms, operands, strict=False):
        for c in list(term):
            if term.count(c) == 2:
                first, last = term.find(c), term.rfind(c)
                x = np.diagonal(x, 0, first, last)
                term = term.replace(c, "") + c
        for c in letters:
            if c not in term:
                x = np.expand_dims(x, -1)
                term = term + c
        x = np.transpose(x, [term.index(c) for c in letters])
        product = x if product is None else product * x
    summed = tuple(i for i, c in enumerate(letters) if c not in output)
    result = np.sum(product, axis=summed)
    kept = [c for c in letters if c in output]
    return np.transpose(result, [kept.index(c) for c in output])
