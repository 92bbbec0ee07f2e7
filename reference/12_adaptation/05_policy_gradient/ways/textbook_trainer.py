"""As a trainer for torch writes it: a small number beside the deviation, and the larger of two losses."""

import numpy as np
import torch


def _tensors(*arrays):
    return [torch.tensor(x) if isinstance(x, np.ndarray) else x for x in arrays]


def advantages(rewards, groups):
    scores, labels = _tensors(rewards, groups)
    result = torch.zeros_like(scores)
    for label in labels.unique():
        own = scores[labels == label]
        result[labels == label] = (own - own.mean()) / (own.std(unbiased=False) + 1e-4)
    return result.numpy() if isinstance(rewards, np.ndarray) else result


def policy_loss(log_probs, old_log_probs, advantages, mask, clip=0.2):
    per_token_logps, old_per_token_logps, advantage, completion_mask = _tensors(
        log_probs, old_log_probs, advantages, mask
    )
    coef_1 = torch.exp(per_token_logps - old_per_token_logps.detach())
    coef_2 = torch.clamp(coef_1, 1 - clip, 1 + clip)
    per_token_loss1 = coef_1 * advantage.unsqueeze(1)
    per_token_loss2 = coef_2 * advantage.unsqueeze(1)
    per_token_loss = -torch.min(per_token_loss1, per_token_loss2)
    loss = (per_token_loss * completion_mask).sum() / completion_mask.sum()
    return loss.numpy() if isinstance(log_probs, np.ndarray) else loss
