import torch


def train_loop(batches, model, loss_fn, optimizer):
    size = sum(len(X) for X, y in batches)
    train_loss = 0
    model.train()
    for X, y in batches:
        pred = model(X)
        loss = loss_fn(pred, y)

        loss.backward()
        optimizer.step()
        optimizer.zero_grad()

        train_loss += loss.item() * len(X)
    return train_loss / size


def test_loop(batches, model, loss_fn):
    model.eval()
    size = sum(len(X) for X, y in batches)
    test_loss = 0
    with torch.no_grad():
        for X, y in batches:
            pred = model(X)
            test_loss += loss_fn(pred, y).item() * len(X)
    return test_loss / size


def fit(model, train, valid, loss_fn, optimizer, epochs):
    history = {"train": [], "valid": []}
    for _t in range(epochs):
        history["train"].append(train_loop(train, model, loss_fn, optimizer))
        history["valid"].append(test_loop(valid, model, loss_fn))
    return history
