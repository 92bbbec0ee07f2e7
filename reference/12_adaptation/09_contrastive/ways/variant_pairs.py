"""One pair after another, with the differences to the score of its own partner."""

from array_api_compat import array_namespace


def _unit(row):
    xp = array_namespace(row)
    square = xp.sum(row**2)
    return row / xp.sqrt(xp.where(square > 1e-24, square, xp.full_like(square, 1e-24)))


def _miss(differences):
    """log of the sum of exp, of which one is exp(0)."""
    xp = array_namespace(differences)
    top = xp.max(differences)
    return top + xp.log(xp.sum(xp.exp(differences - top)))


def info_nce(a, b, temperature=0.07):
    if a.shape != b.shape:
        raise ValueError(f"shape {tuple(a.shape)} is not shape {tuple(b.shape)}")
    if temperature <= 0:
        raise ValueError(f"temperature = {temperature}")
    xp = array_namespace(a)
    left, right = xp.stack([_unit(row) for row in a]), xp.stack([_unit(row) for row in b])
    losses = []
    for i in range(a.shape[0]):
        own = xp.sum(left[i] * right[i])
        losses.append(_miss((xp.sum(right * left[i], axis=1) - own) / temperature))
        losses.append(_miss((xp.sum(left * right[i], axis=1) - own) / temperature))
    return xp.mean(xp.stack(losses))
