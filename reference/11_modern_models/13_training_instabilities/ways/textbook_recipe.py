import torch
import torch.nn as nn
import torch.nn.functional as F


def leaks(model, ids):
    embedded = []

    def hook(module, inp, out):
        out.retain_grad()
        embedded.append(out)

    handle = model.tokens.register_forward_hook(hook)
    T = ids.shape[1]
    result = False
    for i in range(T - 1):
        embedded.clear()
        model.zero_grad()
        logits = model(ids)
        (logits[:, i] ** 2).sum().backward()
        if embedded[0].grad[:, i + 1 :].abs().sum() > 0:
            result = True
    handle.remove()
    return result


def dead_units(model, ids):
    report = {}
    handles = []
    for name, layer in model.named_modules():
        if layer.__class__.__name__ == "ReLU":
            handles.append(layer.register_forward_hook(lambda m, i, o, name=name: report.__setitem__(name, o)))
    with torch.no_grad():
        model(ids)
    for h in handles:
        h.remove()
    return {name: (o == 0).all(0).all(0).double().mean().item() for name, o in report.items()}


def gradient_norms(model, ids):
    norms = []
    handles = []
    for block in model.blocks:
        handles.append(block.register_full_backward_hook(lambda m, gi, go: norms.append(go[0].norm(2).item())))
    logits = model(ids)
    B, T, V = logits.shape
    loss = F.cross_entropy(logits[:, :-1].reshape(B * (T - 1), V), ids[:, 1:].reshape(B * (T - 1)))
    loss.backward()
    for h in handles:
        h.remove()
    return norms[::-1]


def diagnose(model, ids):
    if leaks(model, ids):
        return "leak"
    elif max(dead_units(model, ids).values()) > 0.5:
        return "dead units"
    norms = gradient_norms(model, ids)
    if norms[0] / norms[-1] > 100:
        return "exploding gradients"
    else:
        return "nothing"


def mend(model, illness):
    for block in model.blocks:
        if illness == "leak":
            block.mask.data = torch.tril(torch.ones_like(block.mask))
        if illness == "dead units":
            block.up.bias.data.fill_(0)
        if illness == "exploding gradients":
            for layer in [block.qkv, block.out, block.up, block.down]:
                nn.init.xavier_uniform_(layer.weight)
