"""Training instabilities, by the gradients of logits, pre-activations, and a forward pass block by block."""

import torch
from torch import nn
from torch.nn import functional as F


def leaks(model, ids):
    """Whether a logit depends on a later token: by the gradient with respect to the embedded tokens."""
    mode, kept = model.training, []
    hook = model.tokens.register_forward_hook(lambda _, __, y: kept.append(y.detach().requires_grad_()) or kept[-1])
    model.eval()
    logits = model(ids)
    hook.remove()
    model.train(mode)
    seen = [torch.autograd.grad(logits[:, t].square().sum(), kept, retain_graph=True)[0] for t in range(ids.shape[1])]
    return any(bool(grad[:, t + 1 :].any()) for t, grad in enumerate(seen))


def dead_units(model, ids):
    """The share of dead units in each relu."""
    shares, hooks = {}, []
    for name, module in model.named_modules():
        if isinstance(module, nn.ReLU):

            def look(_, inputs, name=name):
                shares[name] = float((inputs[0].detach().amax(dim=(0, 1)) <= 0).double().mean())

            hooks.append(module.register_forward_pre_hook(look))
    model(ids)
    for hook in hooks:
        hook.remove()
    return shares


def gradient_norms(model, ids):
    """How large the gradient is that arrives at each block."""
    x, kept = model.tokens(ids) + model.positions(torch.arange(ids.shape[1], device=ids.device)), []
    for block in model.blocks:
        x = block(x)
        kept.append(x)
    loss = F.cross_entropy(model.head(x)[:, :-1].transpose(1, 2), ids[:, 1:])
    return [float(torch.linalg.vector_norm(grad)) for grad in torch.autograd.grad(loss, kept)]


def diagnose(model, ids):
    """Name what is wrong with a model."""
    norms = gradient_norms(model, ids)
    signs = {
        "leak": leaks(model, ids),
        "dead units": any(share > 0.5 for share in dead_units(model, ids).values()),
        "exploding gradients": norms[0] / norms[-1] > 100,
        "nothing": True,
    }
    return next(name for name, is_there in signs.items() if is_there)


def mend(model, illness):
    """Mend a model in place, and change nothing else."""
    with torch.no_grad():
        for name, tensor in model.state_dict().items():
            if illness == "leak" and name.endswith("mask"):
                tensor.copy_(torch.tril(torch.ones_like(tensor)))
            elif illness == "dead units" and name.endswith("up.bias"):
                tensor.zero_()
            elif illness == "exploding gradients" and name.startswith("blocks") and name.endswith("weight"):
                tensor.copy_(tensor / tensor.std() / tensor.shape[1] ** 0.5)
            elif illness not in ("leak", "dead units", "exploding gradients", "nothing"):
                raise ValueError(illness)
