import torch


def gradcheck(f, inputs, eps=1e-6, atol=1e-5, rtol=1e-3):
    assert isinstance(inputs, tuple)
    if any(x.dtype != torch.float64 or not x.requires_grad for x in inputs):
        raise ValueError("inputs must be float64 and require gradients")
    jacobians = torch.autograd.functional.jacobian(f, inputs)
    for i, (x, J) in enumerate(zip(inputs, jacobians, strict=True)):
        for k in range(x.numel()):
            xp, xm = x.detach().clone(), x.detach().clone()
            xp.view(-1)[k] += eps
            xm.view(-1)[k] -= eps
            with torch.no_grad():
                fp = f(*inputs[:i], xp, *inputs[i + 1 :])
                fm = f(*inputs[:i], xm, *inputs[i + 1 :])
            numeric = (fp - fm) / (2 * eps)
            analytic = J.reshape(*numeric.shape, -1)[..., k]
            if ((analytic - numeric).abs() > atol + rtol * numeric.abs()).any():
                return False
    return True
