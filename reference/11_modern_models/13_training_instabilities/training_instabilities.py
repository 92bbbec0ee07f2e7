"""Training instabilities: notice that each instrument looks inside the model, and none of them at the loss."""

import torch
from torch import nn
from torch.nn import functional as F


@torch.no_grad()
def leaks(model, ids):
    """Whether a logit depends on a later token."""
    was_training = model.training
    model.eval()
    before, found = model(ids), False
    for t in range(1, ids.shape[1]):
        other = ids.clone()
        other[:, t] = (ids[:, t] + 1) % before.shape[-1]
        found |= not torch.equal(model(other)[:, :t], before[:, :t])
    model.train(was_training)
    return found


def outputs(model, modules, ids):
    """The logits of a model, and what some of its modules return on the way."""
    kept = {}
    hooks = [m.register_forward_hook(lambda _, __, y, name=name: kept.update({name: y})) for name, m in modules.items()]
    logits = model(ids)
    for hook in hooks:
        hook.remove()
    return logits, kept


@torch.no_grad()
def dead_units(model, ids):
    """The share of dead units in each relu."""
    relus = {name: module for name, module in model.named_modules() if isinstance(module, nn.ReLU)}
    _, kept = outputs(model, relus, ids)
    return {name: (y == 0).flatten(0, -2).all(dim=0).double().mean().item() for name, y in kept.items()}  # y (B, T, F)


def gradient_norms(model, ids):
    """How large the gradient is that arrives at each block."""
    logits, kept = outputs(model, dict(enumerate(model.blocks)), ids)
    loss = F.cross_entropy(logits[:, :-1].flatten(0, 1), ids[:, 1:].flatten())
    return [grad.norm().item() for grad in torch.autograd.grad(loss, list(kept.values()))]


def diagnose(model, ids):
    """Name what is wrong with a model."""
    if leaks(model, ids):
        return "leak"
    if max(dead_units(model, ids).values(), default=0) > 0.5:
        return "dead units"
    norms = gradient_norms(model, ids)
    return "exploding gradients" if norms[0] > 100 * norms[-1] else "nothing"


@torch.no_grad()
def mend(model, illness):
    """Mend a model in place, and change nothing else."""
    if illness not in ("leak", "dead units", "exploding gradients", "nothing"):
        raise ValueError(f"no such illness: {illness}")
    for block in model.blocks:
        if illness == "leak":
            block.mask.copy_(torch.ones_like(block.mask).tril())
        elif illness == "dead units":
            block.up.bias.zero_()
        elif illness == "exploding gradients":
            for layer in (block.qkv, block.out, block.up, block.down):
                layer.weight *= layer.in_features**-0.5 / layer.weight.std()
