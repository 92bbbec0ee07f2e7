"""Distillation with torch's own log_softmax."""

import torch


def distillation_loss(student, teacher, temperature=1.0, reverse=False):
    """Return temperature² KL(teacher || student), the mean over places; with reverse, KL(student || teacher)."""
    if student.shape != teacher.shape:
        raise ValueError(f"logits of shape {tuple(student.shape)} and {tuple(teacher.shape)}")
    if temperature <= 0:
        raise ValueError(f"temperature={temperature}")
    log_q = torch.log_softmax(student / temperature, dim=-1)
    log_p = torch.log_softmax(teacher.detach() / temperature, dim=-1)
    first, second = (log_q, log_p) if reverse else (log_p, log_q)
    apart = (first - second).masked_fill(first.exp() == 0, 0)  # 0 times inf - inf has a NaN for its slope
    return ((first.exp() * apart).sum(dim=-1).mean() * temperature**2).to(student.dtype)
