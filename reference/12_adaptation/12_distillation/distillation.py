"""Distillation: notice that a text is a teacher, too, one that is certain of each next token. Then this loss is the
cross-entropy.
"""

from array_api_compat import array_namespace

from mine.log_softmax import log_softmax


def distillation_loss(student, teacher, temperature=1.0, reverse=False):
    """Return temperature² KL(teacher || student), the mean over places; with reverse, KL(student || teacher)."""
    if student.shape != teacher.shape:
        raise ValueError(f"the student's logits are {tuple(student.shape)}, the teacher's {tuple(teacher.shape)}")
    if temperature <= 0:
        raise ValueError(f"temperature={temperature} is not positive")
    xp = array_namespace(student)
    teacher = _constant(teacher)
    teacher = xp.astype(teacher, student.dtype)
    log_p, log_q = log_softmax(teacher / temperature), log_softmax(student / temperature)  # (..., V)
    if reverse:
        log_p, log_q = log_q, log_p
    p = xp.exp(log_p)
    apart = xp.where(p > 0, log_p - log_q, 0.0)  # a token that never comes adds nothing, and no NaN
    return temperature**2 * xp.mean(xp.sum(p * apart, axis=-1))


def _constant(x):
    """What no gradient flows into."""
    return x.detach() if hasattr(x, "detach") else x
