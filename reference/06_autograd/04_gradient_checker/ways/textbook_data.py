import torch


def numerical_jacobian(f, inputs, i, eps):
    x = inputs[i].data
    columns = []
    for index in range(x.numel()):
        orig = x.view(-1)[index].item()
        x.view(-1)[index] = orig + eps
        out_a = f(*inputs).detach().clone()
        x.view(-1)[index] = orig - eps
        out_b = f(*inputs).detach().clone()
        x.view(-1)[index] = orig
        columns.append(((out_a - out_b) / (2 * eps)).reshape(-1))
    return torch.stack(columns, dim=1)


def analytical_jacobian(f, inputs, i):
    output = f(*inputs)
    rows = []
    for j in range(output.numel()):
        grad_output = torch.zeros_like(output)
        grad_output.view(-1)[j] = 1
        if not output.requires_grad:
            rows.append(torch.zeros(inputs[i].numel(), dtype=torch.float64))
            continue
        (g,) = torch.autograd.grad(output, inputs[i], grad_output, retain_graph=True, allow_unused=True)
        rows.append(torch.zeros(inputs[i].numel(), dtype=torch.float64) if g is None else g.reshape(-1))
    return torch.stack(rows)


def gradcheck(f, inputs, eps=1e-6, atol=1e-5, rtol=1e-3):
    for i, x in enumerate(inputs):
        if not x.requires_grad or x.dtype != torch.double:
            raise ValueError("gradcheck expects double inputs that require grad")
        a = analytical_jacobian(f, inputs, i)
        n = numerical_jacobian(f, inputs, i, eps)
        if not torch.allclose(a, n, rtol=rtol, atol=atol):
            return False
    return True
