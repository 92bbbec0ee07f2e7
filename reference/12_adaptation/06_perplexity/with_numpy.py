"""Place by place, with SciPy's log-softmax."""

import numpy as np
import scipy.special


def total_loss(logits, labels, ignore_index=-100):
    """Return the sum of the losses of all tokens that count, and how many those are."""
    losses = [
        -scipy.special.log_softmax(row[t - 1])[tokens[t]]
        for row, tokens in zip(logits, labels, strict=True)
        for t in range(1, len(tokens))
        if tokens[t] != ignore_index
    ]
    return np.sum(losses, dtype=logits.dtype), len(losses)


def perplexity(totals, counts):
    """Return the exponential of the mean loss of all tokens."""
    count = sum(int(n) for n in counts)
    if not count:
        raise ValueError("there is no token")
    return np.exp(np.sum(totals) / totals.dtype.type(count))


def bits_per_byte(totals, texts):
    """Return the loss of all texts, in bits, divided by their number of bytes."""
    size = len("".join(texts).encode())
    if not size:
        raise ValueError("there is no byte")
    return np.sum(totals) / totals.dtype.type(size * np.log(2))
