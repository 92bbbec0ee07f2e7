"""As a trainer for torch writes it: the last place at which the mask is 1, by a product with the places."""

import numpy as np
import torch


def _tensor(x):
    return torch.tensor(x) if isinstance(x, np.ndarray) else x


def preference_loss(chosen, rejected, margin=0.0):
    rewards_chosen, rewards_rejected, margin = (_tensor(x) for x in (chosen, rejected, margin))
    z = rewards_rejected - rewards_chosen + margin
    loss = (torch.clamp(z, min=0) + torch.log1p(torch.exp(-torch.abs(z)))).mean()
    return loss.numpy() if isinstance(chosen, np.ndarray) else loss


def accuracy(chosen, rejected):
    right = (_tensor(chosen) > _tensor(rejected)).double().mean()
    return right.numpy() if isinstance(chosen, np.ndarray) else right


def last_scores(values, mask):
    logits, non_pad_mask = _tensor(values), _tensor(mask).to(torch.int32)
    token_indices = torch.arange(logits.shape[-1], dtype=torch.int32, device=logits.device)
    last_non_pad_token = (token_indices * non_pad_mask).argmax(-1)
    pooled = logits[torch.arange(logits.shape[0], device=logits.device), last_non_pad_token]
    return pooled.numpy() if isinstance(values, np.ndarray) else pooled
