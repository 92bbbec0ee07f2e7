from contextlib import contextmanager


def train_step(model, batch, loss_fn, optimizer):
    model.train()
    inputs, labels = batch

    # Zero your gradients for every batch!
    optimizer.zero_grad()

    # Make predictions for this batch
    outputs = model(inputs)

    # Compute the loss and its gradients
    loss = loss_fn(outputs, labels)
    loss.backward()

    # Adjust learning weights
    optimizer.step()
    return loss.item()


def accumulate(model, batches, loss_fn, optimizer):
    model.train()
    num_samples = sum(len(labels) for _, labels in batches)
    running_loss = 0.0
    optimizer.zero_grad()
    for inputs, labels in batches:
        outputs = model(inputs)
        loss = loss_fn(outputs, labels) * len(labels) / num_samples
        loss.backward()
        running_loss += loss.item()
    optimizer.step()
    return running_loss


@contextmanager
def frozen(model):
    requires_grad = {n: p.requires_grad for n, p in model.named_parameters()}
    for p in model.parameters():
        p.requires_grad = False
    yield model
    for n, p in model.named_parameters():
        p.requires_grad = requires_grad[n]
