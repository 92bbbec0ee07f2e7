import numpy as np


def top_k(logits, k):
    result = logits.copy()
    values = -np.sort(-logits, axis=-1)
    smallest = values[..., min(k, values.shape[-1]) - 1]
    result[logits < smallest[..., np.newaxis]] = float("-inf")
    return result


def top_p(logits, p):
    sorted_indices = np.argsort(logits, axis=-1)
    sorted_logits = np.take_along_axis(logits, sorted_indices, axis=-1)
    exps = np.exp(sorted_logits - sorted_logits[..., -1:])
    cumulative_probs = (exps / exps.sum(axis=-1, keepdims=True)).cumsum(axis=-1)
    sorted_to_remove = cumulative_probs <= 1 - p
    sorted_to_remove[..., -1:] = False
    back = np.argsort(sorted_indices, axis=-1)
    to_remove = np.take_along_axis(sorted_to_remove, back, axis=-1)
    return np.where(to_remove, float("-inf"), logits)


def filter_logits(logits, temperature=1.0, k=None, p=None):
    return_value = logits / temperature
    if k is not None:
        return_value = top_k(return_value, k)
    if p is not None:
        return_value = top_p(return_value, p)
    return return_value
