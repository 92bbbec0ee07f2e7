"""Speculative decoding with torch's binary search."""

import torch


def accept(p, q, tokens, u):
    """Keep drafted tokens up to the first rejection, then draw one token more."""
    of_target, of_draft = (row[: len(tokens)].gather(1, tokens[:, None])[:, 0] for row in (p, q))
    kept = int((u[:-1] * of_draft < of_target).int().cumprod(0).sum())
    padded = torch.cat([q, torch.zeros_like(p[:1])])  # after the last draft nothing is left out
    rest = torch.relu(p[kept] - padded[kept])
    found = torch.searchsorted((rest / rest.sum()).cumsum(0), u[-1:], right=True)
    return torch.cat([tokens[:kept], torch.minimum(found, rest.nonzero()[-1])])
