"""Python's own sum over pairs, and a plain 0 where there are none."""


def dot(u, v):
    if not (len(u.shape) == len(v.shape) == 1 and len(u) == len(v)):
        raise ValueError("two vectors of equal length expected")
    return sum(x * y for x, y in zip(u, v, strict=True))
