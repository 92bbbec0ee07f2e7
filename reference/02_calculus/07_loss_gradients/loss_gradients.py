"""The gradients of two losses, by hand: both are X transposed times what the prediction misses."""

from array_api_compat import array_namespace


def mse_gradient(W, X, y):
    """Return the gradient of the mean squared error of X W."""
    slope = 2 * _miss(X @ W, y)  # (batch, outputs), of an example's loss by its predictions
    return X.T @ slope / X.shape[0]  # (inputs, outputs)


def logistic_gradient(w, X, y):
    """Return the gradient of the cross-entropy of sigmoid(X w)."""
    xp = array_namespace(X)
    z = X @ w  # (batch,)
    e = xp.exp(-xp.abs(z))  # at most 1
    p = xp.where(z > 0, 1 / (1 + e), e / (1 + e))  # the sigmoid, twice
    slope = _miss(p, y)  # of an example's loss by its z: the logarithm cancels the sigmoid's own slope
    return X.T @ slope / X.shape[0]  # (inputs,)


def _miss(prediction, y):
    if prediction.shape != y.shape:
        raise ValueError(f"predictions have shape {tuple(prediction.shape)}, y has {tuple(y.shape)}")
    return prediction - y
