import torch


def train_step(model, batch, loss_fn, optimizer):
    xb, yb = batch
    loss = loss_fn(model(xb), yb)
    for p in model.parameters():
        p.grad = None
    loss.backward()
    optimizer.step()
    return float(loss)


def accumulate(model, batches, loss_fn, optimizer):
    total = sum(xb.shape[0] for xb, _ in batches)
    losses = []
    model.zero_grad()
    for i, (xb, yb) in enumerate(batches):
        loss = loss_fn(model(xb), yb)
        weight = xb.shape[0] / total
        (weight * loss).backward()
        losses.append(weight * loss.detach())
        if i + 1 == len(batches):
            optimizer.step()
            optimizer.zero_grad()
    return torch.stack(losses).sum().item()


class frozen:
    def __init__(self, model):
        self.model = model

    def __enter__(self):
        self.prev = [p.requires_grad for p in self.model.parameters()]
        for p in self.model.parameters():
            p.requires_grad_(False)
        return self.model

    def __exit__(self, exc_type, exc, tb):
        for p, r in zip(self.model.parameters(), self.prev, strict=True):
            p.requires_grad_(r)
