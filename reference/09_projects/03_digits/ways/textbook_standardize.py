import torch
import torch.nn.functional as F
from torch import nn, optim


def split(X, y, seed):
    torch.manual_seed(seed)
    idx = torch.randperm(X.shape[0])
    n_train = X.shape[0] - X.shape[0] // 5
    return X[idx[:n_train]], y[idx[:n_train]], X[idx[n_train:]], y[idx[n_train:]]


def fit(X, y, seed):
    torch.manual_seed(seed)
    mu = X.mean(0)
    sigma = X.std(0)
    sigma[sigma == 0] = 1.0
    net = nn.Sequential(nn.Linear(64, 100), nn.ReLU(), nn.Linear(100, 10))
    opt = optim.Adam(net.parameters(), lr=0.01, weight_decay=1e-4)
    for _ in range(100):
        opt.zero_grad()
        F.cross_entropy(net((X - mu) / sigma), y).backward()
        opt.step()
    return net, mu, sigma


def predict(model, X):
    net, mu, sigma = model
    return net((X - mu) / sigma).argmax(dim=1)
