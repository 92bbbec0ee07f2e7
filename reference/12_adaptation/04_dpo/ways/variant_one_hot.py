"""One-hot tokens and a product; all in one difference; the loss by logaddexp."""

from array_api_compat import array_namespace, device


def _constant(x):
    return x.detach() if hasattr(x, "detach") else x


def token_log_probs(logits, ids):
    xp = array_namespace(logits)
    scores = logits[:, :-1, :]
    tokens = ids[:, 1:, None] == xp.arange(logits.shape[-1], device=device(logits))
    own = xp.sum(xp.where(tokens, scores, xp.zeros_like(scores)), axis=-1)
    top = xp.max(scores, axis=-1)
    return own - top - xp.log(xp.sum(xp.exp(scores - top[..., None]), axis=-1))


def sequence_log_probs(logits, ids, mask, average=False):
    xp = array_namespace(logits)
    counted = xp.astype(mask, logits.dtype)[:, 1:]
    counts = xp.sum(counted, axis=1)
    if xp.min(counts) == 0:
        raise ValueError("nothing to count")
    log_probs = token_log_probs(logits, ids)
    total = xp.sum(xp.where(mask[:, 1:], log_probs, xp.zeros_like(log_probs)), axis=1)
    return total / counts if average else total


def _h(policy_chosen, policy_rejected, reference_chosen, reference_rejected, beta):
    if not beta > 0:
        raise ValueError(f"beta = {beta}")
    return policy_chosen - policy_rejected - _constant(reference_chosen) + _constant(reference_rejected)


def dpo_loss(policy_chosen, policy_rejected, reference_chosen, reference_rejected, beta=0.1, label_smoothing=0.0):
    xp = array_namespace(policy_chosen)
    x = beta * _h(policy_chosen, policy_rejected, reference_chosen, reference_rejected, beta)
    # log(1 + exp(-x)) + label_smoothing x: the loss of -x is that of x, plus x
    return xp.mean(xp.logaddexp(xp.zeros_like(x), -x) + label_smoothing * x)


def ipo_loss(policy_chosen, policy_rejected, reference_chosen, reference_rejected, beta=0.1):
    distance = _h(policy_chosen, policy_rejected, reference_chosen, reference_rejected, beta) - 0.5 / beta
    return array_namespace(distance).mean(distance * distance)


def kl_estimates(log_probs, reference):
    xp = array_namespace(log_probs)
    ratio = xp.exp(reference - log_probs)
    k1 = log_probs - reference
    return k1, 0.5 * k1 * k1, ratio - 1 + k1
