"""Gradient accumulation by torch: the gradient of the weighted losses, and each parameter's own switch."""

import torch


def train_step(model, batch, loss_fn, optimizer):
    """Take one step of training on one batch."""
    x, y = batch
    loss = loss_fn(model(x), y)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    optimizer.step()
    return loss.item()


def accumulate(model, batches, loss_fn, optimizer):
    """Take the one step that all micro-batches together would give as a single batch."""
    sizes = [x.shape[0] for x, _ in batches]
    weights = [size / sum(sizes) for size in sizes]
    optimizer.zero_grad(set_to_none=True)
    losses = []
    for (x, y), weight in zip(batches, weights, strict=True):
        loss = loss_fn(model(x), y)
        loss.backward(torch.full_like(loss, weight))
        losses.append(weight * loss.item())
    optimizer.step()
    return sum(losses)


class frozen:
    """Keep the parameters of a model from collecting gradients."""

    def __init__(self, model):
        self.model = model

    def __enter__(self):
        self.flags = {name: p.requires_grad for name, p in self.model.named_parameters()}
        self.model.requires_grad_(False)

    def __exit__(self, *raised):
        for name, p in self.model.named_parameters():
            p.requires_grad = self.flags[name]
