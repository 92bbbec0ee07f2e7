"""Right all the same: AdamW, clipping and loss by hand, on gradients that no parameter keeps."""

import math

import torch


def batches(ids, context, size, generator):
    if context >= len(ids):
        raise ValueError(f"context {context}, but {len(ids)} tokens")
    where = torch.rand(size, generator=generator, dtype=torch.float64, device=ids.device)
    starts = (where * (len(ids) - context)).long()
    rows = [ids[s : s + context + 1] for s in starts.tolist()]
    return torch.stack([row[:-1] for row in rows]), torch.stack([row[1:] for row in rows])


def nll(model, x, y):
    """Minus the log-probability of each target."""
    logits = model(x)
    return logits.logsumexp(dim=-1) - logits.gather(-1, y[..., None])[..., 0]


def train(model, ids, steps, *, generator, size=24, lr=5e-3, warmup=20, max_norm=1.0, loss_of=None):
    model.train()
    params, losses = list(model.parameters()), []
    means, squares = ([torch.zeros_like(p) for p in params] for _ in range(2))
    for step in range(1, steps + 1):
        batch = batches(ids, model.context, size, generator)
        loss = loss_of(model, *batch) if loss_of else nll(model, *batch).mean()
        grads = torch.autograd.grad(loss, params)
        norm = sum(float((g.double() ** 2).sum()) for g in grads) ** 0.5
        factor = min(1.0, max_norm / (norm + 1e-6))
        done = (step - 1 - warmup) / max(steps - warmup, 1)
        rate = lr * step / warmup if step <= warmup else lr * math.cos(math.pi * done / 2) ** 2
        with torch.no_grad():
            for p, g, m, v in zip(params, grads, means, squares, strict=True):
                g = g * factor
                m += 0.1 * (g - m)
                v += 0.001 * (g * g - v)
                p -= rate * (0.01 * p + m / (1 - 0.9**step) / ((v / (1 - 0.999**step)).sqrt() + 1e-8))
        losses += [loss.item()]
    return losses


def perplexity(model, ids):
    n, c = len(ids) - 1, model.context
    if n < 1:
        raise ValueError(f"{len(ids)} tokens")
    modes = {part: part.training for part in model.modules()}
    model.eval()
    whole = n // c * c
    with torch.inference_mode():
        parts = [(ids[:whole].reshape(-1, c), ids[1 : whole + 1].reshape(-1, c))] if whole else []
        parts += [(ids[None, whole:-1], ids[None, whole + 1 :])] if whole < n else []
        mean = sum(float(nll(model, x, y).double().sum()) for x, y in parts) / n
    for part, mode in modes.items():
        part.training = mode
    return math.exp(mean)
