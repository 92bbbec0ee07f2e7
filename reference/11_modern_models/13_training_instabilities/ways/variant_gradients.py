"""A leak shows as a gradient that reaches a later token's vector; gradients are kept on the outputs of the blocks."""

import contextlib

import torch
import torch.nn.functional as F
from torch import nn


@contextlib.contextmanager
def recorded(modules):
    kept = []
    handles = [module.register_forward_hook(lambda module, inputs, output: kept.append(output)) for module in modules]
    try:
        yield kept
    finally:
        for handle in handles:
            handle.remove()


def leaks(model, ids):
    before = model.training
    model.eval()
    try:
        with recorded([model.tokens]) as vectors:
            logits = model(ids)
        for t in range(ids.shape[1] - 1):
            for direction in torch.eye(logits.shape[-1], dtype=logits.dtype, device=logits.device):
                (grad,) = torch.autograd.grad(logits[:, t] @ direction, vectors, torch.ones(len(ids)).to(logits), True)
                if torch.count_nonzero(grad[:, t + 1 :]):
                    return True
        return False
    finally:
        model.train(before)


def dead_units(model, ids):
    names = [name for name, module in model.named_modules() if isinstance(module, nn.ReLU)]
    with torch.no_grad(), recorded([model.get_submodule(name) for name in names]) as active:
        model(ids)
    return {name: 1 - float((y.amax(dim=(0, 1)) > 0).double().mean()) for name, y in zip(names, active, strict=True)}


def gradient_norms(model, ids):
    with recorded(model.blocks) as found:
        logits = model(ids)
    for y in found:
        y.retain_grad()
    F.cross_entropy(logits[:, :-1].transpose(1, 2), ids[:, 1:]).backward()
    model.zero_grad()
    return [torch.linalg.norm(y.grad).item() for y in found]


def diagnose(model, ids):
    if leaks(model, ids):
        return "leak"
    for share in dead_units(model, ids).values():
        if share > 0.5:
            return "dead units"
    first, *_, last = gradient_norms(model, ids)
    if first > last * 100:
        return "exploding gradients"
    return "nothing"


def masks(block):
    block.mask &= torch.ones_like(block.mask).tril()
    block.mask |= torch.ones_like(block.mask).tril()


def biases(block):
    nn.init.zeros_(block.up.bias)


def matrices(block):
    for layer in (block.qkv, block.out, block.up, block.down):
        nn.init.xavier_normal_(layer.weight)


def mend(model, illness):
    cures = {"leak": masks, "dead units": biases, "exploding gradients": matrices, "nothing": lambda block: None}
    if illness not in cures:
        raise ValueError(f"unknown: {illness}")
    with torch.no_grad():
        for block in model.blocks:
            cures[illness](block)
