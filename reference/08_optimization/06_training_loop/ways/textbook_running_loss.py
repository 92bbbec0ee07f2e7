import torch


def fit(model, train, valid, loss_fn, optimizer, epochs):
    history = {"train": [], "valid": []}
    for _epoch in range(epochs):
        for phase in ["train", "valid"]:
            if phase == "train":
                model.train()
                batches = train
            else:
                model.eval()
                batches = valid

            running_loss = 0.0
            seen = 0
            for inputs, labels in batches:
                optimizer.zero_grad()
                with torch.set_grad_enabled(phase == "train"):
                    outputs = model(inputs)
                    loss = loss_fn(outputs, labels)
                    if phase == "train":
                        loss.backward()
                        optimizer.step()
                running_loss += loss.item() * inputs.size(0)
                seen += inputs.size(0)
            history[phase].append(running_loss / seen)
    return history
