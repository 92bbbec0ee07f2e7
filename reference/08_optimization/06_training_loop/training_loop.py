"""A training loop: notice that training and scoring share all but three lines, and that losses are summed as floats."""

import torch


def fit(model, train, valid, loss_fn, optimizer, epochs):
    """Train a model, and score it after each epoch."""
    history = {"train": [], "valid": []}
    modes = [(module, module.training) for module in model.modules()]
    try:
        for _ in range(epochs):
            model.train()
            history["train"].append(mean_loss(model, train, loss_fn, optimizer))
            model.eval()
            with torch.no_grad():
                history["valid"].append(mean_loss(model, valid, loss_fn))
    finally:
        for module, mode in modes:
            module.training = mode  # model.train() would switch on all of them
    return history


def mean_loss(model, batches, loss_fn, optimizer=None):
    """The mean loss per example; with an optimizer, a step for each batch."""
    total, count = 0.0, 0
    for x, y in batches:
        loss = loss_fn(model(x), y)  # ()
        if optimizer is not None:
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        total += len(x) * loss.item()  # a float: the graph can go
        count += len(x)
    return total / count
