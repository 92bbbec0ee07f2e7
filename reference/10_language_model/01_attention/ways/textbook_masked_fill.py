import math

import numpy as np
import torch
import torch.nn.functional as F


def scaled_dot_product(q, k, v, mask, causal):
    att = (q @ k.transpose(-2, -1)) * (1.0 / math.sqrt(k.size(-1)))
    if causal:
        T = q.size(-2)
        mask = torch.tril(torch.ones(T, T))
    if mask is not None:
        att = att.masked_fill(mask == 0, float("-inf"))
    att = F.softmax(att, dim=-1)
    return att @ v


def attention(q, k, v, mask=None, causal=False):
    if isinstance(q, np.ndarray):
        tensors = [None if a is None else torch.tensor(a) for a in (q, k, v, mask)]
        return scaled_dot_product(*tensors, causal).numpy()
    return scaled_dot_product(q, k, v, mask, causal)
