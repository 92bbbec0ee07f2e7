"""Speculative decoding: notice that what is drawn after a rejection makes up exactly for what acceptance leaves out."""

from array_api_compat import array_namespace

from mine.sampling import sample_categorical


def accept(p, q, tokens, u):
    """Keep drafted tokens up to the first rejection, then draw one token more."""
    xp, kept = array_namespace(p, q), 0
    while kept < len(tokens) and u[kept] * q[kept, tokens[kept]] < p[kept, tokens[kept]]:
        kept += 1
    rest = p[kept]  # (V,)
    if kept < len(tokens):
        missing = p[kept] - q[kept]
        rest = xp.where(missing > 0, missing, 0.0)
    drawn = sample_categorical(rest / xp.sum(rest), u[-1:])  # (1,)
    return xp.concat([tokens[:kept], drawn])
