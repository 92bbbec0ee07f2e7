import numpy as np


def online_softmax(chunks):
    m, d = -np.inf, 0.0
    for chunk in chunks:
        for j in range(chunk.shape[-1]):
            x = chunk[..., j]
            m_new = np.maximum(m, x)
            d = d * np.exp(m - m_new) + np.exp(x - m_new)
            m = m_new
    return m, d


def merge(a, b):
    (m_i, d_i), (m_j, d_j) = a, b
    m = np.maximum(m_i, m_j)
    return m, d_i * np.exp(m_i - m) + d_j * np.exp(m_j - m)


def flash_attention(q, k, v, block=64, causal=False):
    out = np.zeros((q.shape[0], v.shape[1]))
    scale = 1 / np.sqrt(q.shape[1])
    for i in range(len(q)):
        m, d, o = -np.inf, 0.0, np.zeros(v.shape[1])
        for j in range(i + 1 if causal else len(k)):
            x = np.dot(q[i], k[j]) * scale
            m_new = max(m, x)
            correction = np.exp(m - m_new)
            p = np.exp(x - m_new)
            d = d * correction + p
            o = o * correction + p * v[j]
            m = m_new
        out[i] = o / d
    return out
