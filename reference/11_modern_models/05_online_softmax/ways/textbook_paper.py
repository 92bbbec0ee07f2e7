import numpy as np


def online_softmax(chunks):
    m = z = None
    for x in chunks:
        m_tilde = np.max(x, axis=-1)
        l_tilde = np.sum(np.exp(x - m_tilde[..., None]), axis=-1)
        if m is None:
            m, z = m_tilde, l_tilde
        else:
            m, z = merge((m, z), (m_tilde, l_tilde))
    return m, z


def merge(a, b):
    m, z = a
    m_tilde, l_tilde = b
    m_new = np.maximum(m, m_tilde)
    return m_new, np.exp(m - m_new) * z + np.exp(m_tilde - m_new) * l_tilde


def flash_attention(Q, K, V, block=64, causal=False):
    N, d = Q.shape
    Bc = Br = block
    out = np.zeros((N, V.shape[1]))
    z = np.zeros((N, 1))
    m = np.full((N, 1), -np.inf)
    for j in range(0, K.shape[0], Bc):
        Kj, Vj = K[j : j + Bc], V[j : j + Bc]
        for i in range(0, N, Br):
            rows = slice(i, min(i + Br, N))
            S = Q[rows] @ Kj.T / np.sqrt(d)
            if causal:
                if j > rows.stop - 1:
                    continue
                mask = np.arange(rows.start, rows.stop)[:, None] >= np.arange(j, j + len(Kj))[None, :]
                S = np.where(mask, S, -1e30)
            m_tilde = S.max(axis=1, keepdims=True)
            P = np.exp(S - m_tilde)
            l_tilde = P.sum(axis=1, keepdims=True)
            m_new = np.maximum(m[rows], m_tilde)
            alpha, beta = np.exp(m[rows] - m_new), np.exp(m_tilde - m_new)
            l_new = alpha * z[rows] + beta * l_tilde
            out[rows] = (z[rows] * alpha * out[rows] + beta * (P @ Vj)) / l_new
            z[rows], m[rows] = l_new, m_new
    return out
