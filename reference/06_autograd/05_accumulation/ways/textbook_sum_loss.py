from contextlib import contextmanager


def train_step(model, batch, loss_fn, optimizer):
    X, y = batch
    pred = model(X)
    loss = loss_fn(pred, y)
    optimizer.zero_grad(set_to_none=False)
    loss.backward()
    optimizer.step()
    return loss.detach().item()


def accumulate(model, batches, loss_fn, optimizer):
    """Sums over the rows first; the gradients are divided at the end."""
    optimizer.zero_grad()
    n, total = 0, 0.0
    for X, y in batches:
        loss = loss_fn(model(X), y) * len(X)
        loss.backward()
        n += len(X)
        total += loss.item()
    for p in model.parameters():
        if p.grad is not None:
            p.grad /= n
    optimizer.step()
    return total / n


@contextmanager
def frozen(model):
    trainable = [p for p in model.parameters() if p.requires_grad]
    for p in trainable:
        p.requires_grad = False
    try:
        yield
    finally:
        for p in trainable:
            p.requires_grad = True
