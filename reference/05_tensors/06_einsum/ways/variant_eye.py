"""Right all the same: each letter of each term is an axis of its own, and identity matrices tie equal ones together."""

from array_api_compat import array_namespace, device


def einsum(spec, *operands):
    xp = array_namespace(*operands)
    left, arrow, right = "".join(spec.split()).partition("->")
    terms = left.split(",")
    places = [letter for term in terms for letter in term]
    if not arrow:
        right = "".join(sorted(letter for letter in places if places.count(letter) == 1))
    if len(terms) != len(operands) or any(len(t) != x.ndim for t, x in zip(terms, operands, strict=True)):
        raise ValueError(f"the terms of {spec} do not fit")
    if any(right.count(letter) > 1 or letter not in places for letter in right):
        raise ValueError(f"the output of {spec} does not fit")
    sizes = [n for x in operands for n in x.shape]
    if any(sizes[places.index(letter)] != n for letter, n in zip(places, sizes, strict=True)):
        raise ValueError(f"the sizes do not fit {spec}")
    product, done = operands[0] * 1, operands[0].ndim
    for x in operands[1:]:
        product = xp.reshape(product, (*product.shape, *[1] * x.ndim)) * xp.reshape(x, (*[1] * done, *x.shape))
        done += x.ndim
    axis = 0
    while axis < len(places):  # an axis that repeats an earlier one is tied to it, and summed
        first = places.index(places[axis])
        if first == axis:
            axis += 1
            continue
        n = product.shape[axis]
        shape = [n if k in (first, axis) else 1 for k in range(product.ndim)]
        tie = xp.eye(n, dtype=product.dtype, device=device(product))
        product = xp.sum(product * xp.reshape(tie, shape), axis=axis, dtype=product.dtype)
        del places[axis]
    for axis in reversed(range(len(places))):
        if places[axis] not in right:
            product = xp.sum(product, axis=axis, dtype=product.dtype)
            del places[axis]
    return xp.permute_dims(product, [places.index(letter) for letter in right])
