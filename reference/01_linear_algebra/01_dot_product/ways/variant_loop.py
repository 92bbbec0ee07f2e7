"""A loop that starts from the zero of the right dtype."""


def dot(u, v):
    if u.ndim != 1 or v.ndim != 1:
        raise ValueError("vectors have one axis")
    if len(u) != len(v):
        raise ValueError("the lengths differ")
    total = u[:0].sum()
    for i in range(len(u)):
        total = total + u[i] * v[i]
    return total
