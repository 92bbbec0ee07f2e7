"""A compensated sum: what each addition rounds away is added to the next one."""


def dot(u, v):
    if u.ndim != 1 or v.ndim != 1 or u.shape != v.shape:
        raise ValueError("two vectors of equal length expected")
    total = lost = (u[:0] * v[:0]).sum()
    for x, y in zip(u, v, strict=True):
        term = x * y - lost
        larger = total + term
        lost = (larger - total) - term
        total = larger
    return total
