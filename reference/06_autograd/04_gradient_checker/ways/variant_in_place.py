"""Right all the same: the inputs themselves are moved, entry by entry, and put back in any case."""

import itertools

import torch


def gradcheck(f, inputs, eps=1e-6, atol=1e-5, rtol=1e-3):
    for i, x in enumerate(inputs):
        if not (x.requires_grad and x.dtype == torch.float64):
            raise ValueError(f"input {i} must be float64 and require a gradient")
    outputs = f(*inputs)
    outputs = [outputs] if torch.is_tensor(outputs) else list(outputs)
    for x in inputs:
        for index in itertools.product(*map(range, x.shape)):
            column = [
                (above - below) / (2 * eps)
                for above, below in zip(*(_moved(f, inputs, x, index, s) for s in (eps, -eps)), strict=True)
            ]
            for output, numeric in zip(outputs, column, strict=True):
                for j in itertools.product(*map(range, output.shape)):
                    if abs(_slope(output[j], x, index) - numeric[j].item()) > atol + rtol * abs(numeric[j].item()):
                        return False
    return True


def _slope(entry, x, index):
    if not entry.requires_grad:
        return 0.0
    found = torch.autograd.grad(entry, x, retain_graph=True, allow_unused=True)[0]
    return 0.0 if found is None else found[index].item()


def _moved(f, inputs, x, index, step):
    with torch.no_grad():
        before = x.data[index].clone()
        x.data[index] += step
        try:
            outputs = f(*inputs)
        finally:
            x.data[index] = before
    return [y.clone() for y in ([outputs] if torch.is_tensor(outputs) else outputs)]
