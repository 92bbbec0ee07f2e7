import math

import torch
from torch.nn import functional as F


def batches(data, block_size, batch_size, generator):
    ix = torch.randint(len(data) - block_size, (batch_size,), generator=generator, device=data.device)
    x = torch.stack([data[i : i + block_size] for i in ix])
    y = torch.stack([data[i + 1 : i + 1 + block_size] for i in ix])
    return x, y


def get_lr(it, learning_rate, warmup_iters, lr_decay_iters):
    min_lr = learning_rate / 10
    if it < warmup_iters:
        return learning_rate * (it + 1) / (warmup_iters + 1)
    if it > lr_decay_iters:
        return min_lr
    decay_ratio = (it - warmup_iters) / (lr_decay_iters - warmup_iters)
    coeff = 0.5 * (1.0 + math.cos(math.pi * decay_ratio))
    return min_lr + coeff * (learning_rate - min_lr)


def train(model, data, max_iters, *, generator, size=24, lr=5e-3, warmup=20, max_norm=1.0):
    decay = [p for p in model.parameters() if p.dim() >= 2]
    nodecay = [p for p in model.parameters() if p.dim() < 2]
    groups = [{"params": decay, "weight_decay": 1e-1}, {"params": nodecay, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=lr, betas=(0.9, 0.95))
    model.train()
    losses = []
    for it in range(max_iters):
        for param_group in optimizer.param_groups:
            param_group["lr"] = get_lr(it, lr, warmup, max_iters)
        X, Y = batches(data, model.context, size, generator)
        logits = model(X)
        loss = F.cross_entropy(logits.view(-1, logits.size(-1)), Y.reshape(-1), ignore_index=-1)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        losses.append(loss.item())
    return losses


@torch.no_grad()
def perplexity(model, data):
    model.eval()
    total = 0.0
    for i in range(0, len(data) - 1, model.context):
        x = data[i : min(i + model.context, len(data) - 1)]
        y = data[i + 1 : i + 1 + len(x)]
        logits = model(x.unsqueeze(0))
        total += F.cross_entropy(logits.view(-1, logits.size(-1)), y).item() * len(y)
    model.train()
    return math.exp(total / (len(data) - 1))
