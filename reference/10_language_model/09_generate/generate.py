"""Generation: notice that the model is asked anew for each token, with all of its own answers so far."""

import torch

from mine.top_k_top_p import filter_logits


@torch.no_grad()
def generate(model, ids, n, temperature=1.0, k=None, p=None, generator=None, end=None, cache=None):
    """Go on with a text, token by token."""
    was_training = model.training
    model.eval()
    ended = torch.zeros(len(ids), 1, dtype=torch.bool, device=ids.device)
    for _ in range(n):
        given = (ids[:, -model.context :],) if cache is None else (ids[:, len(cache) :], cache)
        logits = model(*given)[:, -1]  # (B, V): what comes after the last token
        if temperature == 0:
            new = logits.argmax(dim=-1, keepdim=True)  # (B, 1)
        else:
            probs = filter_logits(logits, temperature, k, p).softmax(dim=-1)
            new = torch.multinomial(probs, 1, generator=generator)
        if end is not None:
            new = new.masked_fill(ended, end)
            ended = new == end
        ids = torch.cat([ids, new.to(ids.dtype)], dim=1)
    model.train(was_training)
    return ids
