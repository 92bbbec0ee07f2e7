"""DPO with SciPy's log-softmax and log of the sigmoid."""

import numpy as np
import scipy.special


def token_log_probs(logits, ids):
    """Return the log-probability of each token but the first."""
    rows, places = np.indices((ids.shape[0], ids.shape[1] - 1))
    return scipy.special.log_softmax(logits, axis=-1)[rows, places, ids[:, 1:]]


def sequence_log_probs(logits, ids, mask, average=False):
    """Return the log-probability of the counted tokens of each row."""
    if not np.all(np.any(mask[:, 1:], axis=1)):
        raise ValueError("a row has no token that counts")
    results = []
    for row, tokens, counted in zip(logits, ids, mask, strict=True):
        places = [t for t in range(1, len(tokens)) if counted[t]]
        found = [scipy.special.log_softmax(row[t - 1])[tokens[t]] for t in places]
        results.append(np.mean(found) if average else np.sum(found))
    return np.array(results, logits.dtype)


def dpo_loss(policy_chosen, policy_rejected, reference_chosen, reference_rejected, beta=0.1, label_smoothing=0.0):
    """Return the mean of -log sigmoid(beta h)."""
    _refuse(beta)
    h = (policy_chosen - reference_chosen) - (policy_rejected - reference_rejected)
    right, wrong = scipy.special.log_expit(beta * h), scipy.special.log_expit(-beta * h)
    return np.mean(-(1 - label_smoothing) * right - label_smoothing * wrong)


def ipo_loss(policy_chosen, policy_rejected, reference_chosen, reference_rejected, beta=0.1):
    """Return the mean of (h - 1 / (2 beta))²."""
    _refuse(beta)
    h = (policy_chosen - reference_chosen) - (policy_rejected - reference_rejected)
    return np.mean(np.square(h - 0.5 / beta))


def kl_estimates(log_probs, reference):
    """Return k1, k2 and k3 of each token."""
    r = reference - log_probs
    return log_probs - reference, np.square(r) / 2, np.expm1(r) - r


def _refuse(beta):
    if beta <= 0:
        raise ValueError(f"beta is {beta}")
