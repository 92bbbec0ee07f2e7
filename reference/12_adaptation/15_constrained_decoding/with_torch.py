"""torch's own masked_fill; the rest is no matter of arrays."""

import math


def constrained(logits, mask):
    """Return the logits, with -inf for what is not allowed."""
    if mask.shape[-1] != logits.shape[-1] or not mask.any(dim=-1).all():
        raise ValueError(f"logits {tuple(logits.shape)}, mask {tuple(mask.shape)}")
    return logits.masked_fill(~mask, -math.inf)
