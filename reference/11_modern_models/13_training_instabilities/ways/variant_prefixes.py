"""A leak shows where a prefix alone gives other logits; hooks keep numbers, not tensors; masks are built anew."""

import torch
from torch import nn

ILLNESSES = ["leak", "dead units", "exploding gradients"]


def leaks(model, ids):
    mode = model.training
    model.eval()
    with torch.no_grad():
        whole = model(ids)
        far = False
        for t in range(1, ids.shape[1]):
            alone = model(ids[:, :t])
            room = 1000 * torch.finfo(whole.dtype).eps * whole.abs().max()
            far = far or bool((alone - whole[:, :t]).abs().max() > room)
    model.train(mode)
    return far


def dead_units(model, ids):
    alive, handles = {}, []
    for name, module in model.named_modules():
        if type(module) is nn.ReLU:

            def note(module, inputs, output, name=name):
                alive[name] = (output > 0).sum(dim=(0, 1))

            handles.append(module.register_forward_hook(note))
    model(ids)
    for handle in handles:
        handle.remove()
    return {name: int((count == 0).sum()) / len(count) for name, count in alive.items()}


def gradient_norms(model, ids):
    norms, handles = {}, []
    for i, block in enumerate(model.blocks):

        def note(module, inputs, output, i=i):
            output.register_hook(lambda grad: norms.update({i: float(grad.square().sum().sqrt())}))

        handles.append(block.register_forward_hook(note))
    logits = model(ids)
    for handle in handles:
        handle.remove()
    logs = logits[:, :-1].log_softmax(dim=-1).gather(-1, ids[:, 1:, None])
    torch.autograd.grad(-logs.mean(), list(model.parameters()))
    return [norms[i] for i in sorted(norms)]


def diagnose(model, ids):
    norms = gradient_norms(model, ids)
    shares = dead_units(model, ids).values()
    found = [leaks(model, ids), any(share > 1 / 2 for share in shares), norms[0] / norms[-1] > 100]
    return [*ILLNESSES, "nothing"][[*found, True].index(True)]


def mend(model, illness):
    if illness == "nothing":
        return
    if illness not in ILLNESSES:
        raise ValueError(f"{illness!r} is none of {ILLNESSES}")
    for block in model.blocks:
        if illness == "leak":
            places = torch.arange(len(block.mask), device=block.mask.device)
            block.mask = places[:, None] >= places
        elif illness == "dead units":
            block.up.bias.data.clamp_(min=0.0)
        else:
            adds = (2 * len(model.blocks)) ** -0.5
            for layer, share in ((block.qkv, 1), (block.up, 1), (block.out, adds), (block.down, adds)):
                nn.init.normal_(layer.weight, std=share * layer.in_features**-0.5)
