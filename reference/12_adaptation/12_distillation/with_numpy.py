"""Distillation with SciPy's log-softmax, over the tokens that can come."""

import numpy as np
from scipy.special import log_softmax


def distillation_loss(student, teacher, temperature=1.0, reverse=False):
    """Return temperature² KL(teacher || student), the mean over places; with reverse, KL(student || teacher)."""
    if student.shape != teacher.shape or not temperature > 0:
        raise ValueError(f"logits of shape {student.shape} and {teacher.shape}, temperature={temperature}")
    first, second = (student, teacher) if reverse else (teacher, student)
    log_p, log_q = (log_softmax(logits / temperature, axis=-1) for logits in (first, second))
    comes = np.exp(log_p) > 0
    log_p, log_q, places = log_p[comes], log_q[comes], student.size // student.shape[-1]
    return (np.sum(np.exp(log_p) * (log_p - log_q)) / places * temperature**2).astype(student.dtype)
