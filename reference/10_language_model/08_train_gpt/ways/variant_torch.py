"""Right all the same: torch's optimiser, its schedules one after the other, and its clipping."""

import math

import torch
from torch import nn
from torch.optim.lr_scheduler import LambdaLR


def batches(ids, context, size, generator):
    count = max(len(ids) - context, 0)
    if not count:
        raise ValueError(f"{len(ids)} tokens make no window of {context} and a target")
    windows = ids.unfold(0, context + 1, 1)
    chosen = torch.multinomial(torch.ones(count, device=ids.device), size, replacement=True, generator=generator)
    batch = windows[chosen]
    return batch[:, :context], batch[:, -context:]


def train(model, ids, steps, *, generator, size=24, lr=5e-3, warmup=20, max_norm=1.0, loss_of=None):
    def factor(k):
        if k < warmup:
            return (k + 1) / warmup
        return (1 + math.cos(math.pi * (k - warmup) / max(steps - warmup, 1))) / 2

    def next_tokens(model, inputs, targets):
        return nn.functional.cross_entropy(model(inputs).transpose(1, 2), targets)

    criterion = next_tokens if loss_of is None else loss_of
    optimizer = torch.optim.AdamW(model.parameters(), lr=lr, foreach=False)
    schedule = LambdaLR(optimizer, factor)
    model.train()
    losses = []
    while len(losses) < steps:
        inputs, targets = batches(ids, model.context, size, generator)
        loss = criterion(model, inputs, targets)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), max_norm, foreach=False)
        optimizer.step()
        schedule.step()
        losses.append(loss.detach().cpu().item())
    return losses


def perplexity(model, ids):
    if ids.numel() <= 1:
        raise ValueError("fewer than two tokens")
    before, losses = model.training, []
    model.train(False)
    try:
        with torch.no_grad():
            for piece in torch.arange(len(ids) - 1, device=ids.device).split(model.context):
                logs = model(ids[piece][None]).log_softmax(dim=-1)[0]
                losses += [-logs[range(len(piece)), ids[piece + 1]]]
    finally:
        model.train(before)
    return float(torch.cat(losses).mean().exp())
