"""All places at once, with your log-softmax; padding is replaced after it, and the base is 2."""

import math

from array_api_compat import array_namespace

from mine.log_softmax import log_softmax


def total_loss(logits, labels, ignore_index=-100):
    xp = array_namespace(logits)
    counted = (labels != ignore_index)[:, 1:]
    targets = xp.astype(xp.where(counted, labels[:, 1:], 0), xp.int64)
    found = xp.take_along_axis(log_softmax(logits[:, :-1, :]), targets[:, :, None], axis=2)[:, :, 0]
    return -xp.sum(xp.where(counted, found, xp.zeros_like(found))), xp.sum(xp.astype(counted, xp.int64))


def perplexity(totals, counts):
    xp = array_namespace(totals)
    n = int(xp.sum(counts))
    if n < 1:
        raise ValueError("no tokens")
    return 2 ** (xp.sum(totals / n) / math.log(2))


def bits_per_byte(totals, texts):
    xp = array_namespace(totals)
    data = "".join(texts).encode()
    if not data:
        raise ValueError("no bytes")
    return xp.sum(totals / math.log(2)) / len(data)
