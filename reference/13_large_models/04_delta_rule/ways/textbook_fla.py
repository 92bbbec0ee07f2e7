"""The plain recurrence of flash-linear-attention, without its 1/√E, and in the dtype that comes in."""

import torch


def delta_rule(q, k, v, beta, initial_state=None):
    q, k, v, beta = (torch.as_tensor(x)[None, None] for x in (q, k, v, beta))
    b, h, length, d_k = q.shape
    d_v = v.shape[-1]
    o = torch.zeros_like(v)
    S = torch.zeros(b, h, d_k, d_v).to(v)
    if beta.ndim < v.ndim:
        beta = beta[..., None]
    if initial_state is not None:
        S += torch.as_tensor(initial_state)
    for i in range(length):
        _k = k[:, :, i]
        _q = q[:, :, i]
        _v = v[:, :, i].clone()
        beta_i = beta[:, :, i]
        _v = _v - (S.clone() * _k[..., None]).sum(-2)
        _v = _v * beta_i
        S = S.clone() + _k.unsqueeze(-1) * _v.unsqueeze(-2)
        o[:, :, i] = torch.einsum("bhd,bhdm->bhm", _q, S)
    return o[0, 0].numpy(), S[0, 0].numpy()
