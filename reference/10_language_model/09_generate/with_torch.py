"""Generation with torch's own sorting and distributions."""

import torch


def generate(model, ids, n, temperature=1.0, k=None, p=None, generator=None, end=None, cache=None):
    """Go on with a text, token by token."""
    mode = model.training
    model.eval()
    with torch.no_grad():
        for _ in range(n):
            given = (ids[:, -model.context :],) if cache is None else (ids[:, len(cache) :], cache)
            logits = model(*given)[:, -1]
            probs = _likely(logits, k, p) if temperature == 0 else _likely(logits / temperature, k, p)
            new = (
                probs.argmax(-1, keepdim=True) if temperature == 0 else torch.multinomial(probs, 1, generator=generator)
            )
            ids = torch.cat([ids, new.to(ids.dtype)], dim=1)
    model.train(mode)
    return ids if end is None else torch.cat([ids[:, :-n], _until(ids[:, -n:], end)], dim=1)


def _until(new, end):
    """New tokens, with nothing but ends after the first end: how a row goes on changes no row before its end."""
    return new.masked_fill((new == end).cumsum(dim=1) > 0, end)


def _likely(logits, k, p):
    """The probabilities that are left of the k most likely tokens, and of those that reach p."""
    values, order = logits.sort(dim=-1, descending=True)
    values = values if k is None else values[:, :k]
    probs = values.softmax(dim=-1)
    if p is not None and p < 1:
        before = probs.cumsum(-1) - probs
        rest = (before >= p) & (torch.arange(probs.shape[-1], device=probs.device) > 0)
        probs = probs.masked_fill(rest, 0.0)
    found = torch.zeros_like(logits).scatter(-1, order[:, : probs.shape[-1]], probs)
    return found / found.sum(-1, keepdim=True)
