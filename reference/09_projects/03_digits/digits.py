"""Handwritten digits: notice that the scale is learned from the training part, and travels inside the model."""

import torch
from torch import nn


def split(X, y, seed):
    """Shuffle, and set a fifth aside for the test."""
    order = torch.randperm(len(X), generator=torch.Generator().manual_seed(seed)).to(X.device)
    test, train = order[: len(X) // 5], order[len(X) // 5 :]
    return X[train], y[train], X[test], y[test]


class Scale(nn.Module):
    """Shift and scale each pixel; those that never change stay at 0."""

    def __init__(self, X):
        super().__init__()
        self.register_buffer("mean", X.mean(dim=0))  # (64,)
        self.register_buffer("std", X.std(dim=0).clamp(min=1.0))  # (64,): no division by 0

    def forward(self, x):
        """The same shape, (n, 64)."""
        return (x - self.mean) / self.std


def fit(X, y, seed):
    """Train a network with one hidden layer on all images at each step."""
    torch.manual_seed(seed)
    layers = [Scale(X), nn.Linear(X.shape[1], 64), nn.ReLU(), nn.Dropout(0.2), nn.Linear(64, 10)]
    model = nn.Sequential(*layers).to(X.device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.01)
    for _ in range(60):
        loss = nn.functional.cross_entropy(model(X), y.long())  # logits (n, 10), labels (n,)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model.eval()


@torch.no_grad()
def predict(model, X):
    """The likeliest digit for each image."""
    return model(X).argmax(dim=1)  # (m,)
