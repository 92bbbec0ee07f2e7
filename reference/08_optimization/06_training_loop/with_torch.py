"""A training loop that weighs the losses of an epoch at its end."""

import contextlib

import torch


def fit(model, train, valid, loss_fn, optimizer, epochs):
    """Train a model, and score it after each epoch."""
    train_losses, valid_losses = [], []
    with _modes_kept(model):
        for _ in range(epochs):
            model.train(True)
            train_losses.append(_weighted(train, [_one_step(model, x, y, loss_fn, optimizer) for x, y in train]))
            model.train(False)
            with torch.inference_mode():
                valid_losses.append(_weighted(valid, [loss_fn(model(x), y).tolist() for x, y in valid]))
    return {"train": train_losses, "valid": valid_losses}


def _one_step(model, x, y, loss_fn, optimizer):
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.tolist()


def _weighted(batches, losses):
    sizes = [x.shape[0] for x, _ in batches]
    return sum(n * loss for n, loss in zip(sizes, losses, strict=True)) / sum(sizes)


@contextlib.contextmanager
def _modes_kept(model):
    modes = {module: module.training for module in model.modules()}
    try:
        yield
    finally:
        for module, mode in modes.items():
            module.training = mode
