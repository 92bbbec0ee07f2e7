import torch
import torch.nn as nn
from torch.nn import functional as F


def batches(data, block_size, batch_size, generator):
    ix = torch.randint(len(data) - block_size, (batch_size,), generator=generator)
    x = torch.stack([data[i : i + block_size] for i in ix])
    y = torch.stack([data[i + 1 : i + block_size + 1] for i in ix])
    return x, y


def train(model, data, steps, *, generator, size=24, lr=5e-3, warmup=20, max_norm=1.0):
    optimizer = torch.optim.AdamW(model.parameters(), lr=lr)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: min(1.0, (step + 1) / max(1, warmup)))
    track_losses = []
    for _ in range(steps):
        xb, yb = batches(data, model.context, size, generator)
        logits = model(xb)
        B, T, C = logits.shape
        loss = F.cross_entropy(logits.view(B * T, C), yb.reshape(B * T))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), max_norm)
        optimizer.step()
        schedule.step()
        track_losses.append(loss.item())
    return track_losses


@torch.no_grad()
def perplexity(model, data):
    nlls = []
    for begin in range(0, len(data) - 1, model.context):
        end = min(begin + model.context, len(data) - 1)
        logits = model(data[begin:end][None])
        nlls.append(F.cross_entropy(logits[0], data[begin + 1 : end + 1], reduction="sum"))
    return torch.exp(torch.stack(nlls).sum() / (len(data) - 1)).item()
