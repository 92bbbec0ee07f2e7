"""Training with torch's own optimiser, clipping and loss."""

import math

import torch
from torch.nn import functional as F


def batches(ids, context, size, generator):
    """Draw windows of a text, and the same windows one token later."""
    windows = ids.unfold(0, context + 1, 1) if len(ids) > context else []
    if len(windows) == 0:
        raise ValueError(f"{len(ids)} tokens, a context of {context}")
    chosen = windows[torch.randint(len(windows), (size,), generator=generator, device=ids.device)]
    return chosen[:, :-1], chosen[:, 1:]


def train(model, ids, steps, *, generator, size=24, lr=5e-3, warmup=20, max_norm=1.0, loss_of=None):
    """Teach a model to predict each token of a text from those before it."""

    def rate(k):
        return (k + 1) / warmup if k < warmup else (1 + math.cos(math.pi * (k - warmup) / (steps - warmup))) / 2

    optimizer, losses = torch.optim.AdamW(model.parameters(), lr=lr), []
    model.train()
    for k in range(steps):
        x, y = batches(ids, model.context, size, generator)
        loss = F.cross_entropy(model(x).mT, y) if loss_of is None else loss_of(model, x, y)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
        optimizer.param_groups[0]["lr"] = lr * rate(k)
        optimizer.step()
        losses.append(float(loss.detach()))
    return losses


def perplexity(model, ids):
    """How many tokens a model hesitates between, in the mean over a text."""
    if len(ids) < 2:
        raise ValueError(f"{len(ids)} tokens")
    mode, losses = model.training, []
    model.eval()
    with torch.no_grad():
        for start in range(0, len(ids) - 1, model.context):
            piece = ids[start : start + model.context + 1]
            losses.append(F.cross_entropy(model(piece[None, :-1])[0], piece[1:], reduction="none"))
    model.train(mode)
    return torch.cat(losses).mean().exp().item()
