import numpy as np


def fit(x, y, seed):
    rng = np.random.default_rng(seed)
    y = y * 2 - 1
    sizes = [2, 16, 16, 1]
    p = {}
    for i in range(3):
        p[f"W{i}"] = rng.uniform(-1, 1, (sizes[i], sizes[i + 1]))
        p[f"b{i}"] = np.zeros(sizes[i + 1])
    steps = 300
    for k in range(steps):
        a1 = np.maximum(0, x @ p["W0"] + p["b0"])
        a2 = np.maximum(0, a1 @ p["W1"] + p["b1"])
        scores = (a2 @ p["W2"] + p["b2"])[:, 0]

        losses = np.maximum(0, 1 - y * scores)
        dscores = np.where(losses > 0, -y, 0)[:, None] / len(x)

        grads = {"W2": a2.T @ dscores, "b2": dscores.sum(0)}
        d2 = dscores @ p["W2"].T * (a2 > 0)
        grads["W1"], grads["b1"] = a1.T @ d2, d2.sum(0)
        d1 = d2 @ p["W1"].T * (a1 > 0)
        grads["W0"], grads["b0"] = x.T @ d1, d1.sum(0)

        learning_rate = 0.5 - 0.4 * k / steps
        for name in p:
            p[name] -= learning_rate * (grads[name] + 2e-4 * p[name])
    return p


def predict(p, x):
    a1 = np.maximum(0, x @ p["W0"] + p["b0"])
    a2 = np.maximum(0, a1 @ p["W1"] + p["b1"])
    return np.where((a2 @ p["W2"] + p["b2"])[:, 0] > 0, 1, 0)
