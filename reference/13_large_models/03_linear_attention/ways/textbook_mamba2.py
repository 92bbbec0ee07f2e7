"""The table of sums of Mamba-2's shortest code, whole blocks alone, and the recurrence that its paper begins with."""

import torch


def segsum(x):
    T = x.size(-1)
    x = x[..., None].repeat(*(1,) * x.ndim, T)
    mask = torch.tril(torch.ones(T, T, dtype=bool), diagonal=-1)
    x = x.masked_fill(~mask, 0)
    x_segsum = torch.cumsum(x, dim=-2)
    mask = torch.tril(torch.ones(T, T, dtype=bool), diagonal=0)
    return x_segsum.masked_fill(~mask, -torch.inf)


def recurrent(C, B, X, A=None, initial_states=None):
    h = torch.zeros(B.shape[-1], X.shape[-1], dtype=torch.float64)
    h = h if initial_states is None else torch.as_tensor(initial_states)
    Y = []
    for t in range(len(X)):
        h = (1.0 if A is None else A[t]) * h + torch.outer(torch.as_tensor(B[t]), torch.as_tensor(X[t]))
        Y.append(torch.as_tensor(C[t]) @ h)
    return torch.stack(Y).numpy(), h.numpy()


def parallel(C, B, X, A=None):
    C, B, X = (torch.as_tensor(x) for x in (C, B, X))
    L = torch.exp(segsum(torch.zeros(len(X)) if A is None else torch.log(torch.as_tensor(A))))
    return torch.einsum("ln,sn,ls,sp->lp", C, B, L.to(X), X).numpy()
