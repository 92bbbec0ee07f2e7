"""The cross-entropy of the two less the entropy of the first, with 1 in the place of what can't come."""

from array_api_compat import array_namespace

from mine.log_softmax import logsumexp


def distillation_loss(student, teacher, temperature=1.0, reverse=False):
    if student.shape != teacher.shape or temperature <= 0:
        raise ValueError(f"{tuple(student.shape)}, {tuple(teacher.shape)}, temperature = {temperature}")
    xp = array_namespace(student)
    fixed = teacher.detach() if hasattr(teacher, "detach") else teacher
    first, second = (z / temperature - logsumexp(z / temperature)[..., None] for z in (fixed, student))
    if reverse:
        first, second = second, first
    zero, weights = xp.zeros_like(first), xp.exp(first)
    entropy = -xp.sum(weights * xp.where(weights > 0, first, zero), axis=-1)
    cross = -xp.sum(weights * xp.where(weights > 0, second, zero), axis=-1)
    return xp.astype(xp.mean(temperature**2 * (cross - entropy)), student.dtype)
