"""As the authors of DPO and their followers write it, for torch."""

import numpy as np
import torch
import torch.nn.functional as F


def _tensors(*arrays):
    return [torch.tensor(x) if isinstance(x, np.ndarray) else x for x in arrays]


def _back(result, like):
    return result.numpy() if isinstance(like, np.ndarray) else result


def sequence_log_probs(logits, ids, mask, average=False):
    scores, labels, loss_mask = _tensors(logits, ids, mask)
    labels, loss_mask, scores = labels[:, 1:].clone(), loss_mask[:, 1:], scores[:, :-1, :]
    labels[~loss_mask] = 0
    per_token_logps = torch.gather(scores.log_softmax(-1), dim=2, index=labels.unsqueeze(2)).squeeze(2)
    total = (per_token_logps * loss_mask).sum(-1)
    return _back(total / loss_mask.sum(-1) if average else total, logits)


def dpo_loss(policy_chosen, policy_rejected, reference_chosen, reference_rejected, beta=0.1, label_smoothing=0.0):
    chosen, rejected, ref_chosen, ref_rejected = _tensors(
        policy_chosen, policy_rejected, reference_chosen, reference_rejected
    )
    pi_logratios = chosen - rejected
    ref_logratios = ref_chosen - ref_rejected
    logits = pi_logratios - ref_logratios
    losses = -F.logsigmoid(beta * logits) * (1 - label_smoothing) - F.logsigmoid(-beta * logits) * label_smoothing
    return _back(losses.mean(), policy_chosen)


def ipo_loss(policy_chosen, policy_rejected, reference_chosen, reference_rejected, beta=0.1):
    logits = (policy_chosen - policy_rejected) - (reference_chosen - reference_rejected)
    return ((logits - 1 / (2 * beta)) ** 2).mean()


def kl_estimates(log_probs, reference):
    (logr,) = _tensors(reference - log_probs)
    k3 = (logr.exp() - 1) - logr
    return _back(-logr, log_probs), _back(logr**2 / 2, log_probs), _back(k3, log_probs)
