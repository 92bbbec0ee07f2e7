"""Einsum: notice that once each operand has an axis for every letter, broadcasting and one sum do the rest."""

import functools
import operator
from collections import Counter

from array_api_compat import array_namespace


def einsum(spec, *operands):
    """Multiply the operands and sum, as the letters of a spec say."""
    xp = array_namespace(*operands)
    terms, output = _read(spec, operands)
    summed = set("".join(terms)) - set(output)
    letters = [*output, *sorted(summed)]
    lined_up = [_lined_up(xp, x, term, letters) for x, term in zip(operands, terms, strict=True)]
    product = functools.reduce(operator.mul, lined_up)  # an axis for each letter
    axes = tuple(range(len(output), len(letters)))
    return xp.sum(product, axis=axes, dtype=product.dtype) if axes else product


def _lined_up(xp, x, term, letters):
    """An operand with an axis for each letter, of size 1 where it lacks the letter."""
    for letter, count in Counter(term).items():
        for _ in range(count - 1):  # two axes become their diagonal, which is the last axis
            first, second = [axis for axis, other in enumerate(term) if other == letter][:2]
            x = xp.linalg.diagonal(xp.moveaxis(x, (first, second), (-2, -1)))
            term = term[:first] + term[first + 1 : second] + term[second + 1 :] + letter
    sizes = dict(zip(term, x.shape, strict=True))
    x = xp.permute_dims(x, [term.index(letter) for letter in letters if letter in term])
    return xp.reshape(x, [sizes.get(letter, 1) for letter in letters])


def _read(spec, operands):
    """The terms and the output of a spec that fits its operands."""
    inputs, arrow, output = spec.replace(" ", "").partition("->")
    terms = inputs.split(",")
    counts = Counter("".join(terms))
    if not arrow:
        output = "".join(sorted(letter for letter, count in counts.items() if count == 1))
    if [len(term) for term in terms] != [x.ndim for x in operands]:
        raise ValueError(f"{spec}: the terms do not fit operands with {[x.ndim for x in operands]} axes")
    if len(set(output)) < len(output) or not set(output) <= set(counts):
        raise ValueError(f"{spec}: an output letter stands twice, or in no term")
    axes = {
        (letter, n) for term, x in zip(terms, operands, strict=True) for letter, n in zip(term, x.shape, strict=True)
    }
    if len(axes) > len(counts):
        raise ValueError(f"{spec}: a letter stands for two sizes, {sorted(axes)}")
    return terms, output
