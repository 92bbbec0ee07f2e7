import numpy as np
import torch


def accept(p, q, tokens, u):
    p, q, tokens, u = (torch.as_tensor(np.asarray(a)) for a in (p, q, tokens, u))
    k = tokens.shape[0]
    p_i = p[torch.arange(k), tokens]
    q_i = q[torch.arange(k), tokens]
    is_accepted = u[:k] <= p_i / q_i
    n_matches = ((~is_accepted).cumsum(dim=-1) < 1).sum().item()
    if n_matches < k:
        p_prime = torch.clamp(p[n_matches] - q[n_matches], min=0)
        p_prime.div_(p_prime.sum())
    else:
        p_prime = p[n_matches]
    t = int((torch.cumsum(p_prime, dim=-1) <= u[k]).sum())
    return torch.cat([tokens[:n_matches], torch.tensor([t])]).numpy()
