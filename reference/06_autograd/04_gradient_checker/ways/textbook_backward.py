import torch


def gradcheck(f, inputs, eps=1e-6, atol=1e-5, rtol=1e-3):
    if not all(x.requires_grad and x.dtype == torch.float64 for x in inputs):
        raise ValueError
    ok = True
    with torch.no_grad():
        n = f(*inputs).numel()
    for j in range(n):
        for x in inputs:
            x.grad = None
        y = f(*inputs).reshape(-1)[j]
        if y.requires_grad:
            y.backward()
        for x in inputs:
            grad = torch.zeros_like(x) if x.grad is None else x.grad
            for k in range(x.numel()):
                with torch.no_grad():
                    old = x.view(-1)[k].item()
                    x.view(-1)[k] = old + eps
                    plus = f(*inputs).reshape(-1)[j].item()
                    x.view(-1)[k] = old - eps
                    minus = f(*inputs).reshape(-1)[j].item()
                    x.view(-1)[k] = old
                numeric = (plus - minus) / (2 * eps)
                ok = ok and abs(numeric - grad.view(-1)[k].item()) <= atol + rtol * abs(numeric)
    for x in inputs:
        x.grad = None
    return ok
