"""Row by row, with lists and Python's sums."""

import math

from array_api_compat import array_namespace

from mine.cross_entropy import cross_entropy


def total_loss(logits, labels, ignore_index=-100):
    xp = array_namespace(logits)
    total, count = xp.sum(logits[:, :0]), 0
    for row, tokens in zip(logits, labels, strict=True):
        for t in range(1, tokens.shape[0]):
            if tokens[t] != ignore_index:
                total = total + cross_entropy(row[t - 1], tokens[t])
                count += 1
    return total, count


def perplexity(totals, counts):
    n = sum(int(count) for count in counts)
    if not n:
        raise ValueError("nothing counts")
    return array_namespace(totals).exp(sum(total for total in totals) / n)


def bits_per_byte(totals, texts):
    sizes = [len(bytes(text, "utf8")) for text in texts]
    if max(sizes) == 0:
        raise ValueError("nothing was written")
    return sum(total for total in totals) / (math.log(2) * sum(sizes))
