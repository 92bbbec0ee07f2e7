"""Right all the same: the weight goes in as the gradient of the loss, and the running mean is corrected as it grows."""

import torch


def train_step(model, batch, loss_fn, optimizer):
    x, y = batch
    loss = loss_fn(model(x), y)
    model.zero_grad()
    loss.backward()
    optimizer.step()
    with torch.no_grad():
        return loss.cpu().numpy().item()


def accumulate(model, batches, loss_fn, optimizer):
    for p in model.parameters():
        p.grad = None if p.grad is None else torch.zeros_like(p)
    seen, mean = 0, 0.0
    rows = sum(x.shape[0] for x, _ in batches)
    for x, y in batches:
        loss = loss_fn(model(x), y)
        loss.backward(gradient=torch.tensor(x.shape[0] / rows, dtype=loss.dtype, device=loss.device))
        seen += x.shape[0]
        mean += (loss.item() - mean) * x.shape[0] / seen
    optimizer.step()
    return mean


class frozen:
    def __init__(self, model):
        self.parameters = list(model.parameters())

    def __enter__(self):
        self.flags = []
        for p in self.parameters:
            self.flags.append(p.requires_grad)
            p.requires_grad = False

    def __exit__(self, kind, error, trace):
        for p, flag in zip(self.parameters, self.flags, strict=True):
            p.requires_grad = flag
        return False
