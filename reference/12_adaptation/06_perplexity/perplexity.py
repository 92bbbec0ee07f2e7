"""Perplexity: notice that sums and counts travel apart, and are divided once, at the end."""

import math

from array_api_compat import array_namespace

from mine.cross_entropy import cross_entropy


def total_loss(logits, labels, ignore_index=-100):
    """Return the sum of the losses of all tokens that count, and how many those are."""
    labels = labels[:, 1:]  # (B, T - 1): nothing predicts the first token
    counted = labels != ignore_index
    predicted = logits[:, :-1][counted]  # (n, V)
    return cross_entropy(predicted, labels[counted], reduction="sum"), predicted.shape[0]


def perplexity(totals, counts):
    """Return the exponential of the mean loss of all tokens."""
    xp = array_namespace(totals)
    return xp.exp(_divided(totals, xp.sum(counts)))


def bits_per_byte(totals, texts):
    """Return the loss of all texts, in bits, divided by their number of bytes."""
    return _divided(totals, sum(len(text.encode("utf-8")) for text in texts)) / math.log(2)


def _divided(totals, count):
    if count == 0:
        raise ValueError("nothing was predicted")
    return array_namespace(totals).sum(totals) / int(count)
