"""Gradient accumulation: notice that each loss is weighted before backward, so that the sum in grad is the mean."""

from contextlib import contextmanager


def train_step(model, batch, loss_fn, optimizer):
    """Take one step of training on one batch."""
    x, y = batch
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()


def accumulate(model, batches, loss_fn, optimizer):
    """Take the one step that all micro-batches together would give as a single batch."""
    rows = sum(len(x) for x, _ in batches)
    total = 0.0
    optimizer.zero_grad()
    for x, y in batches:
        loss = loss_fn(model(x), y) * (len(x) / rows)
        loss.backward()  # adds to grad, and frees the memory of this micro-batch
        total += loss.item()
    optimizer.step()
    return total


@contextmanager
def frozen(model):
    """Keep the parameters of a model from collecting gradients."""
    before = [(p, p.requires_grad) for p in model.parameters()]
    try:
        for p, _ in before:
            p.requires_grad_(False)
        yield
    finally:
        for p, flag in before:
            p.requires_grad_(flag)
