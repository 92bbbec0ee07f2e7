"""Right all the same: small batches, plain layers in a class, momentum by hand, and the pixels divided by 16."""

import torch
from torch import nn


def split(X, y, seed):
    rng = torch.Generator().manual_seed(seed)
    keys = torch.rand(len(X), generator=rng)
    order = keys.argsort().to(X.device)
    cut = round(0.8 * len(X))
    return X[order[:cut]], y[order[:cut]], X[order[cut:]], y[order[cut:]]


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden, self.last = nn.Linear(64, 96), nn.Linear(96, 10)

    def forward(self, x):
        return self.last(torch.tanh(self.hidden(x / 8 - 1)))


def fit(X, y, seed):
    torch.manual_seed(seed)
    model = Network().to(X.device)
    buffers = [torch.zeros_like(p) for p in model.parameters()]
    rng = torch.Generator().manual_seed(seed)
    for _ in range(12):
        for rows in torch.randperm(len(X), generator=rng).split(64):
            loss = nn.functional.cross_entropy(model(X[rows]), y[rows].long())
            gradients = torch.autograd.grad(loss, list(model.parameters()))
            with torch.no_grad():
                for p, b, g in zip(model.parameters(), buffers, gradients, strict=True):
                    b.mul_(0.9).add_(g)
                    p.sub_(0.05 * b)
    return {"network": model}


def predict(model, X):
    with torch.no_grad():
        return torch.max(model["network"](X), dim=1).indices.to(torch.int32)
