"""Right all the same: operand after operand, and a letter is summed as soon as nobody needs it any more."""

from collections import Counter

from array_api_compat import array_namespace, device


def einsum(spec, *operands):
    xp = array_namespace(*operands)
    terms, output = _read(spec, operands)
    x, term = None, ""
    for k, (y, other) in enumerate(zip(operands, terms, strict=True)):
        y, other = _diagonals(xp, y, other)
        x, term = (y, other) if x is None else _product(xp, x, term, y, other)
        needed = output + "".join(terms[k + 1 :])
        for letter in [letter for letter in term if letter not in needed]:
            x = xp.sum(x, axis=term.index(letter), dtype=x.dtype)
            term = term.replace(letter, "")
    return xp.permute_dims(x, tuple(map(term.index, output)))


def _product(xp, x, term, y, other):
    both = term + "".join(letter for letter in other if letter not in term)
    x = x[(..., *[None] * (len(both) - len(term)))]
    order = sorted(range(len(other)), key=lambda axis: both.index(other[axis]))
    y = xp.permute_dims(y, order)
    return x * y[tuple(slice(None) if letter in other else None for letter in both)], both


def _diagonals(xp, x, term):
    for letter in set(term):
        while term.count(letter) > 1:
            i = term.index(letter)
            j = term.index(letter, i + 1)
            place = xp.arange(x.shape[i], device=device(x))
            x = xp.moveaxis(x, (i, j), (0, 1))[place, place]
            term = letter + term[:i] + term[i + 1 : j] + term[j + 1 :]
    return x, term


def _read(spec, operands):
    inputs, arrow, output = spec.replace(" ", "").partition("->")
    terms, sizes = inputs.split(","), {}
    if len(terms) != len(operands):
        raise ValueError(f"{spec} has {len(terms)} terms for {len(operands)} operands")
    for term, x in zip(terms, operands, strict=True):
        if len(term) != x.ndim:
            raise ValueError(f"{term} in {spec} does not fit {x.ndim} axes")
        for letter, n in zip(term, x.shape, strict=True):
            if sizes.setdefault(letter, n) != n:
                raise ValueError(f"{letter} in {spec} has the sizes {sizes[letter]} and {n}")
    counts = Counter("".join(terms))
    output = output if arrow else "".join(sorted(letter for letter in counts if counts[letter] == 1))
    if len(set(output)) != len(output) or set(output) - set(sizes):
        raise ValueError(f"the output of {spec} does not fit its terms")
    return terms, output
