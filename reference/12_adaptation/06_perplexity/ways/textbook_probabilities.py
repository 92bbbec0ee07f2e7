"""As a metrics library writes it: the probabilities of the targets, then minus the sum of their logarithms."""

import numpy as np
from array_api_compat import array_namespace


def total_loss(logits, labels, ignore_index=-100):
    xp = array_namespace(logits)
    preds = xp.reshape(logits[:, :-1, :], (-1, logits.shape[-1]))
    target = xp.reshape(labels[:, 1:], (-1,))
    powers = xp.exp(preds)
    probs = powers / xp.sum(powers, axis=1, keepdims=True)
    mask = target != ignore_index
    probs = xp.take_along_axis(probs, (target * mask)[:, None], axis=1)[:, 0][mask]
    return -xp.sum(xp.log(probs)), xp.sum(mask)


def perplexity(totals, counts):
    xp = array_namespace(totals)
    return xp.exp(xp.sum(totals) / xp.sum(counts))


def bits_per_byte(totals, texts):
    xp = array_namespace(totals)
    return xp.sum(totals) / sum(len(text.encode()) for text in texts) * np.log2(np.e)
