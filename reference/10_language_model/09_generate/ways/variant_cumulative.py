"""Right all the same: places for all tokens are made at once, and each row is drawn by its cumulative sum."""

import torch

from mine.top_k_top_p import filter_logits


def generate(model, ids, n, temperature=1.0, k=None, p=None, generator=None, end=None, cache=None):
    modes = {part: part.training for part in model.modules()}
    model.eval()
    length = ids.shape[1]
    text = torch.cat([ids, ids.new_zeros(len(ids), n)], dim=1)
    with torch.no_grad():
        for at in range(length, length + n):
            if cache is None:
                logits = model(text[:, max(0, at - model.context) : at])[:, -1]
            else:
                logits = model(ids if at == length else text[:, at - 1 : at], cache=cache)[:, -1]
            text[:, at] = chosen(logits, temperature, k, p, generator)
            if end is not None and at > length:
                text[text[:, length:at].eq(end).any(dim=1), at] = end
    for part, mode in modes.items():
        part.training = mode
    return text


def chosen(logits, temperature, k, p, generator):
    """One token for each row."""
    if not temperature:
        return logits.max(dim=-1).indices
    sums = filter_logits(logits.double(), temperature, k, p).softmax(dim=-1).cumsum(dim=-1)
    u = torch.rand(len(logits), 1, dtype=torch.float64, generator=generator, device=logits.device)
    return (sums <= u * sums[:, -1:]).sum(dim=-1).clamp(max=logits.shape[-1] - 1)
