"""Right all the same: the optimizer is handed a closure, as PyTorch's own allow, and gives its loss back."""

import torch


def fit(model, train, valid, loss_fn, optimizer, epochs):
    modes = [module.training for module in model.modules()]
    history = {"train": [], "valid": []}
    try:
        for _ in range(epochs):
            model.train()
            steps = [(len(x), optimizer.step(_closure(model, x, y, loss_fn, optimizer))) for x, y in train]
            history["train"].append(_mean(steps))
            model.eval()
            with torch.no_grad():
                history["valid"].append(_mean([(len(x), float(loss_fn(model(x), y))) for x, y in valid]))
    finally:
        for module, mode in zip(model.modules(), modes, strict=True):
            module.training = mode
    return history


def _closure(model, x, y, loss_fn, optimizer):
    def closure():
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        return loss.item()

    return closure


def _mean(losses):
    return sum(n * loss for n, loss in losses) / sum(n for n, _ in losses)
