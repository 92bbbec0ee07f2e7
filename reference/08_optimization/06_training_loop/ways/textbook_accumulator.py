import torch


class Accumulator:
    def __init__(self, n):
        self.data = [0.0] * n

    def add(self, *args):
        self.data = [a + float(b) for a, b in zip(self.data, args, strict=True)]

    def __getitem__(self, idx):
        return self.data[idx]


def train_epoch(net, train_iter, loss, updater):
    net.train()
    metric = Accumulator(2)
    for X, y in train_iter:
        y_hat = net(X)
        batch_loss = loss(y_hat, y)
        updater.zero_grad()
        batch_loss.backward()
        updater.step()
        metric.add(batch_loss.detach() * len(y), len(y))
    return metric[0] / metric[1]


def evaluate_loss(net, data_iter, loss):
    net.eval()
    metric = Accumulator(2)
    with torch.no_grad():
        for X, y in data_iter:
            metric.add(loss(net(X), y) * len(y), len(y))
    return metric[0] / metric[1]


def fit(model, train, valid, loss_fn, optimizer, epochs):
    train_losses, valid_losses = [], []
    for _ in range(epochs):
        train_losses.append(train_epoch(model, train, loss_fn, optimizer))
        valid_losses.append(evaluate_loss(model, valid, loss_fn))
    return {"train": train_losses, "valid": valid_losses}
