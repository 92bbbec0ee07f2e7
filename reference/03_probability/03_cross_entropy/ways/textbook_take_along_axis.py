import numpy as np


def cross_entropy(logits, targets, reduction="mean"):
    logit_maxes = logits.max(1, keepdims=True)
    norm_logits = logits - logit_maxes
    counts = np.exp(norm_logits)
    logprobs = norm_logits - np.log(counts.sum(1, keepdims=True))
    loss = -np.take_along_axis(logprobs, targets.reshape(-1, 1), axis=1).squeeze(1)
    reduce = {"mean": np.mean, "sum": np.sum, "none": lambda values: values}
    return reduce[reduction](loss)
