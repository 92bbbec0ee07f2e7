"""Through logarithms: the log of the normaliser is subtracted, and exp comes last."""

from array_api_compat import array_namespace


def softmax(logits, axis=-1):
    xp = array_namespace(logits)
    top = xp.max(logits, axis=axis, keepdims=True)
    log_normaliser = top + xp.log(xp.sum(xp.exp(logits - top), axis=axis, keepdims=True))
    return xp.exp(logits - log_normaliser)
