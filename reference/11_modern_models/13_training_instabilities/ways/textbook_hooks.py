import torch
import torch.nn as nn
import torch.nn.functional as F


def leaks(model, ids):
    logits = model(ids)
    for i in range(1, ids.size(1)):
        perturbed = ids.clone()
        perturbed[:, i] = (perturbed[:, i] + 1) % logits.size(-1)
        if not torch.allclose(logits[:, :i], model(perturbed)[:, :i]):
            return True
    return False


activations = {}


def get_activation(name):
    def hook(module, input, output):
        activations[name] = output.detach()

    return hook


def dead_units(model, ids):
    activations.clear()
    for name, module in model.named_modules():
        if isinstance(module, nn.ReLU):
            module.register_forward_hook(get_activation(name))
    model(ids)
    stats = {}
    for name, act in activations.items():
        act = act.view(-1, act.size(-1))
        dead = (act > 0).sum(0) == 0
        stats[name] = dead.double().mean().item()
    return stats


def gradient_norms(model, ids):
    outs = []
    handles = [block.register_forward_hook(lambda m, i, o: outs.append(o)) for block in model.blocks]
    logits = model(ids)
    for h in handles:
        h.remove()
    for o in outs:
        o.retain_grad()
    model.zero_grad()
    logits = logits[:, :-1].contiguous()
    targets = ids[:, 1:].contiguous()
    loss = F.cross_entropy(logits.view(-1, logits.size(-1)), targets.view(-1))
    loss.backward()
    return [o.grad.norm().item() for o in outs]


def diagnose(model, ids):
    if leaks(model, ids):
        return "leak"
    if any(v > 0.5 for v in dead_units(model, ids).values()):
        return "dead units"
    norms = gradient_norms(model, ids)
    if norms[0] > 100 * norms[-1]:
        return "exploding gradients"
    return "nothing"


def mend(model, illness):
    if illness == "leak":
        for block in model.blocks:
            T = block.mask.size(0)
            block.mask = torch.tril(torch.ones(T, T)).bool()
    elif illness == "dead units":
        for block in model.blocks:
            nn.init.zeros_(block.up.bias)
    elif illness == "exploding gradients":
        n_layer = len(model.blocks)
        for name, p in model.blocks.named_parameters():
            if p.dim() == 2:
                std = p.size(1) ** -0.5
                if name.endswith(("out.weight", "down.weight")):
                    std = std / (2 * n_layer) ** 0.5
                nn.init.normal_(p, mean=0.0, std=std)
