"""Right all the same: a small convolution, and a split that has a fifth of each digit."""

import torch
from torch import nn


def split(X, y, seed):
    rng = torch.Generator().manual_seed(seed)
    shuffled = torch.randperm(len(X), generator=rng)
    by_digit = shuffled[torch.argsort(y.cpu()[shuffled].long(), stable=True)]
    test = torch.zeros(len(X), dtype=torch.bool)
    test[by_digit[4::5]] = True
    test = test.to(X.device)
    return X[~test], y[~test], X[test], y[test]


def fit(X, y, seed):
    torch.manual_seed(seed)
    layers = [nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(128, 64), nn.ReLU()]
    model = nn.Sequential(nn.Unflatten(1, (1, 8, 8)), *layers, nn.Linear(64, 10)).to(X.device)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(90):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(X / 16), y.to(torch.int64)).backward()
        optimizer.step()
    return model


def predict(model, X):
    with torch.inference_mode():
        return model(X / 16).argmax(-1).clone()
