import numpy as np
import torch


def gradcheck(f, inputs, eps=1e-6, atol=1e-5, rtol=1e-3):
    for x in inputs:
        if x.dtype is not torch.float64:
            raise ValueError(f"{x.dtype} is not precise enough")
        if not x.requires_grad:
            raise ValueError("requires_grad must be set")
    arrays = [x.detach().numpy().copy() for x in inputs]

    def g(*arrays):
        with torch.no_grad():
            return f(*(torch.from_numpy(a) for a in arrays)).numpy().copy()

    for i, x in enumerate(inputs):
        out = f(*inputs)
        it = np.nditer(arrays[i], flags=["multi_index"])
        analytic = []
        for o in out.flatten():
            grads = torch.autograd.grad(o, inputs, retain_graph=True, allow_unused=True) if o.requires_grad else None
            analytic.append(np.zeros(x.shape) if grads is None or grads[i] is None else grads[i].numpy())
        while not it.finished:
            ix = it.multi_index
            oldval = arrays[i][ix]
            arrays[i][ix] = oldval + eps
            pos = g(*arrays)
            arrays[i][ix] = oldval - eps
            neg = g(*arrays)
            arrays[i][ix] = oldval
            numeric = (pos - neg) / (2 * eps)
            if not np.allclose([a[ix] for a in analytic], numeric.ravel(), rtol=rtol, atol=atol):
                return False
            it.iternext()
    return True
