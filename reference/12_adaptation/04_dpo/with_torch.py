"""DPO with torch's log-softmax and log of the sigmoid."""

import torch
import torch.nn.functional as F


def token_log_probs(logits, ids):
    """Return the log-probability of each token but the first."""
    return -F.cross_entropy(logits[:, :-1].mT, ids[:, 1:].long(), reduction="none")


def sequence_log_probs(logits, ids, mask, average=False):
    """Return the log-probability of the counted tokens of each row."""
    mask = mask[:, 1:]
    if not mask.any(dim=1).all():
        raise ValueError("a row has no token that counts")
    total = token_log_probs(logits, ids).masked_fill(~mask, 0).sum(dim=-1)
    return total / mask.sum(dim=-1) if average else total


def dpo_loss(policy_chosen, policy_rejected, reference_chosen, reference_rejected, beta=0.1, label_smoothing=0.0):
    """Return the mean of -log sigmoid(beta h)."""
    _refuse(beta)
    h = (policy_chosen - policy_rejected) - (reference_chosen - reference_rejected).detach()
    losses = -F.logsigmoid(beta * h) * (1 - label_smoothing) - F.logsigmoid(-beta * h) * label_smoothing
    return losses.mean()


def ipo_loss(policy_chosen, policy_rejected, reference_chosen, reference_rejected, beta=0.1):
    """Return the mean of (h - 1 / (2 beta))²."""
    _refuse(beta)
    h = (policy_chosen - policy_rejected) - (reference_chosen - reference_rejected).detach()
    return torch.square(h - 1 / (2 * beta)).mean()


def kl_estimates(log_probs, reference):
    """Return k1, k2 and k3 of each token."""
    r = reference - log_probs
    return log_probs - reference, r.square() / 2, torch.expm1(r) - r


def _refuse(beta):
    if beta <= 0:
        raise ValueError(f"beta is {beta}")
