"""Right all the same: the gradients of single examples, averaged."""

from array_api_compat import array_namespace


def mse_gradient(W, X, y):
    xp = array_namespace(X)
    columns = W if W.ndim == 2 else W[:, None]
    predictions = xp.sum(X[:, :, None] * columns, axis=1)  # (batch, outputs)
    if W.ndim == 1:
        predictions = predictions[:, 0]
    if tuple(predictions.shape) != tuple(y.shape):
        raise ValueError(f"{list(predictions.shape)} against {list(y.shape)}")
    errors = 2.0 * (predictions - y)
    if W.ndim == 1:
        return xp.mean(X * errors[:, None], axis=0)
    return xp.mean(X[:, :, None] * errors[:, None, :], axis=0)


def logistic_gradient(w, X, y):
    xp = array_namespace(X)
    z = xp.sum(X * w, axis=1)
    if tuple(z.shape) != tuple(y.shape):
        raise ValueError(f"{list(z.shape)} against {list(y.shape)}")
    half = xp.tanh(z / 2)
    return xp.mean(X * ((1 + half) / 2 - y)[:, None], axis=0)
