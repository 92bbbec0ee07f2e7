"""Token by token with plain numbers, and a walk along the stretches of what is left."""

from array_api_compat import array_namespace


def accept(p, q, tokens, u):
    xp, out, chances = array_namespace(p, q), [], u.tolist()
    for place, token in enumerate(tokens.tolist()):
        target, draft = float(p[place, token]), float(q[place, token])
        if (target >= draft and target > 0) or chances[place] * draft < target:
            out.append(token)
            continue
        rest = [max(a - b, 0.0) for a, b in zip(p[place, :].tolist(), q[place, :].tolist(), strict=True)]
        return _with(xp, tokens, out, _draw(rest, chances[-1]))
    return _with(xp, tokens, out, _draw(p[len(out), :].tolist(), chances[-1]))


def _draw(weights, u):
    left, drawn = u * sum(weights), None
    for token, weight in enumerate(weights):
        if weight > 0:
            drawn = token
            if left < weight:
                break
            left -= weight
    return drawn


def _with(xp, tokens, out, drawn):
    return xp.asarray([*out, drawn], dtype=tokens.dtype, device=tokens.device)
