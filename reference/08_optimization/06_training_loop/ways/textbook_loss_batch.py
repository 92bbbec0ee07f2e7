import numpy as np
import torch


def loss_batch(model, loss_func, xb, yb, opt=None):
    loss = loss_func(model(xb), yb)

    if opt is not None:
        loss.backward()
        opt.step()
        opt.zero_grad()

    return loss.item(), len(xb)


def fit(model, train, valid, loss_fn, optimizer, epochs):
    history = {"train": [], "valid": []}
    for _epoch in range(epochs):
        model.train()
        losses, nums = zip(*[loss_batch(model, loss_fn, xb, yb, optimizer) for xb, yb in train], strict=True)
        history["train"].append(np.sum(np.multiply(losses, nums)) / np.sum(nums))

        model.eval()
        with torch.no_grad():
            losses, nums = zip(*[loss_batch(model, loss_fn, xb, yb) for xb, yb in valid], strict=True)
        history["valid"].append(np.sum(np.multiply(losses, nums)) / np.sum(nums))
    return history
