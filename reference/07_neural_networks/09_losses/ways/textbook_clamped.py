import numpy as np


def reduce_loss(loss, reduction):
    if reduction == "none":
        return loss
    return np.sum(loss) / loss.size if reduction == "mean" else np.sum(loss)


def mse(y_hat, y, reduction="mean"):
    return reduce_loss((y_hat - y.reshape(y_hat.shape)) ** 2, reduction)


def binary_cross_entropy_with_logits(x, z, reduction="mean"):
    max_val = np.clip(-x, 0, None)
    loss = (1 - z) * x + max_val + np.log(np.exp(-max_val) + np.exp(-x - max_val))
    return reduce_loss(loss, reduction)


def huber(y_hat, y, delta=1.0, reduction="mean"):
    r = y_hat - y
    loss = np.empty_like(r)
    inside = np.abs(r) <= delta
    loss[inside] = 0.5 * r[inside] ** 2
    loss[~inside] = delta * np.abs(r[~inside]) - 0.5 * delta**2
    return reduce_loss(loss, reduction)
