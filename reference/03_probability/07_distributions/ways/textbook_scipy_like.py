import numpy as np

_norm_pdf_logC = np.log(np.sqrt(2 * np.pi))


def _norm_logpdf(x):
    return -(x**2) / 2.0 - _norm_pdf_logC


def normal_log_prob(x, mean, std):
    return _norm_logpdf((x - mean) / std) - np.log(std)


def uniform_log_prob(x, low, high):
    density = np.where((low <= x) & (x < high), 1.0 / (high - low), 0.0)
    return np.log(density)


def categorical_log_prob(k, probs):
    log_probs = np.full(len(probs), -np.inf)
    np.log(probs, out=log_probs, where=probs > 0)
    return log_probs[k]
