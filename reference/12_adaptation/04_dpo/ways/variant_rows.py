"""Row by row, only the counted places; cross-entropy's form of the loss."""

from array_api_compat import array_namespace


def _constant(x):
    return getattr(x, "detach", lambda: x)()


def _log_prob(scores, token):
    xp = array_namespace(scores)
    top = xp.max(scores)
    return scores[int(token)] - top - xp.log(xp.sum(xp.exp(scores - top)))


def token_log_probs(logits, ids):
    xp = array_namespace(logits)
    rows = zip(logits, ids, strict=True)
    return xp.stack([xp.stack([*map(_log_prob, scores[:-1], tokens[1:])]) for scores, tokens in rows])


def sequence_log_probs(logits, ids, mask, average=False):
    xp = array_namespace(logits)
    results = []
    for row, tokens, counted in zip(logits, ids, mask, strict=True):
        places = [t for t in range(1, tokens.shape[0]) if bool(counted[t])]
        if not places:
            raise ValueError("a row without an answer")
        total = sum(_log_prob(row[t - 1], tokens[t]) for t in places)
        results.append(total / len(places) if average else total)
    return xp.stack(results)


def dpo_loss(policy_chosen, policy_rejected, reference_chosen, reference_rejected, beta=0.1, label_smoothing=0.0):
    if beta <= 0:
        raise ValueError(beta)
    xp = array_namespace(policy_chosen)
    scores = [policy_chosen - _constant(reference_chosen), policy_rejected - _constant(reference_rejected)]
    z = beta * xp.stack(scores, axis=-1)
    top = xp.max(z, axis=-1, keepdims=True)
    log_p = z - top - xp.log(xp.sum(xp.exp(z - top), axis=-1, keepdims=True))
    return -xp.mean((1 - label_smoothing) * log_p[:, 0] + label_smoothing * log_p[:, 1])


def ipo_loss(policy_chosen, policy_rejected, reference_chosen, reference_rejected, beta=0.1):
    if beta <= 0:
        raise ValueError(beta)
    target = 1 / (2 * beta) + _constant(reference_chosen) - _constant(reference_rejected)
    squares = (policy_chosen - policy_rejected - target) ** 2
    return array_namespace(squares).sum(squares) / squares.shape[0]


def kl_estimates(log_probs, reference):
    xp = array_namespace(log_probs)
    log_ratio = log_probs - reference
    return log_ratio, log_ratio**2 / 2, xp.expm1(-log_ratio) + log_ratio
