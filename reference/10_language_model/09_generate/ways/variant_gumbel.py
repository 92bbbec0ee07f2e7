"""Right all the same: the largest of the logits with Gumbel noise is a draw from their softmax."""

import torch


def generate(model, ids, n, temperature=1.0, k=None, p=None, generator=None):
    training = model.training
    model.eval()
    try:
        with torch.no_grad():
            for _ in range(n):
                logits = model(ids[:, -model.context :])[:, -1, :]
                noise = torch.empty_like(logits).exponential_(generator=generator).log()
                keep = kept(logits / (temperature or 1.0), k, p)
                new = (logits - temperature * noise).where(keep, -torch.inf).argmax(dim=1, keepdim=True)
                ids = torch.cat((ids, new.to(ids.dtype)), dim=1)
    finally:
        model.train(training)
    return ids


def kept(logits, k, p):
    """Which tokens are among the k most likely, and among the fewest of these that reach p."""
    rank = logits.argsort(dim=-1, descending=True).argsort(dim=-1)
    keep = rank < (k or logits.shape[-1])
    probs = logits.where(keep, -torch.inf).softmax(dim=-1)
    more_likely = (rank[:, None, :] < rank[:, :, None]) * probs[:, None, :]
    return keep & ((more_likely.sum(dim=-1) < (2.0 if p is None else p)) | (rank == 0))
