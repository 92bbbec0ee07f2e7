"""DPO: notice that it is the loss of a reward model whose score is beta times a log-ratio."""

from array_api_compat import array_namespace

from mine.log_softmax import log_softmax
from mine.reward_model import preference_loss


def token_log_probs(logits, ids):
    """Return the log-probability of each token but the first."""
    xp = array_namespace(logits)
    ids = xp.astype(ids[:, 1:], xp.int64)  # (B, T - 1): tokens 1, 2, ... have a prediction
    log_probs = log_softmax(logits[:, :-1])  # (B, T - 1, V)
    return xp.take_along_axis(log_probs, ids[..., None], axis=-1)[..., 0]


def sequence_log_probs(logits, ids, mask, average=False):
    """Return the log-probability of the counted tokens of each row."""
    xp = array_namespace(logits)
    mask = mask[:, 1:]
    if not xp.all(xp.any(mask, axis=-1)):
        raise ValueError("a row has no token that counts")
    chosen = token_log_probs(logits, ids)  # (B, T - 1)
    total = xp.sum(xp.where(mask, chosen, 0.0), axis=-1)
    return total / xp.sum(xp.astype(mask, total.dtype), axis=-1) if average else total


def dpo_loss(policy_chosen, policy_rejected, reference_chosen, reference_rejected, beta=0.1, label_smoothing=0.0):
    """Return the mean of -log sigmoid(beta h)."""
    _refuse(beta)
    chosen = beta * (policy_chosen - _constant(reference_chosen))
    rejected = beta * (policy_rejected - _constant(reference_rejected))
    right, wrong = preference_loss(chosen, rejected), preference_loss(rejected, chosen)
    return (1 - label_smoothing) * right + label_smoothing * wrong


def ipo_loss(policy_chosen, policy_rejected, reference_chosen, reference_rejected, beta=0.1):
    """Return the mean of (h - 1 / (2 beta))²."""
    _refuse(beta)
    xp = array_namespace(policy_chosen)
    h = policy_chosen - policy_rejected - _constant(reference_chosen - reference_rejected)
    return xp.mean((h - 1 / (2 * beta)) ** 2)


def kl_estimates(log_probs, reference):
    """Return k1, k2 and k3 of each token."""
    xp = array_namespace(log_probs)
    r = reference - log_probs
    return -r, r**2 / 2, xp.expm1(r) - r


def _constant(x):
    """What no gradient flows into."""
    return x.detach() if hasattr(x, "detach") else x


def _refuse(beta):
    if beta <= 0:
        raise ValueError(f"beta is positive, not {beta}")
