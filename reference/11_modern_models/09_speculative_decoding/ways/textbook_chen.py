import numpy as np


def max_fn(x):
    x_max = np.where(x > 0, x, 0)
    return x_max / np.sum(x_max)


def sample(probs, u):
    return np.argmax(np.cumsum(probs) > u)


def accept(p, q, tokens, u):
    out = []
    K = len(tokens)
    all_accepted = True
    for t in range(K):
        i = tokens[t]
        if u[t] < min(1, p[t][i] / q[t][i]):
            out.append(i)
        else:
            out.append(sample(max_fn(p[t] - q[t]), u[-1]))
            all_accepted = False
            break
    if all_accepted:
        out.append(sample(p[-1], u[-1]))
    return np.array(out)
