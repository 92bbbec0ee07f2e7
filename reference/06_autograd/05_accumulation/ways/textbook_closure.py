from contextlib import contextmanager

import torch


def train_step(model, batch, loss_fn, optimizer):
    def closure():
        optimizer.zero_grad()
        loss = loss_fn(model(batch[0]), batch[1])
        loss.backward()
        return loss

    return optimizer.step(closure).item()


def accumulate(model, batches, loss_fn, optimizer):
    sizes = torch.tensor([len(x) for x, _ in batches], dtype=torch.float64)
    weights = sizes / sizes.sum()
    optimizer.zero_grad()
    total_loss = 0
    for (x, y), w in zip(batches, weights, strict=True):
        loss = loss_fn(model(x), y)
        loss = loss * w.item()
        loss.backward()
        total_loss += loss.item()
    optimizer.step()
    return total_loss


@contextmanager
def frozen(model):
    state = {p: p.requires_grad for p in model.parameters()}
    model.requires_grad_(False)
    try:
        yield model
    finally:
        for p, flag in state.items():
            p.requires_grad_(flag)
