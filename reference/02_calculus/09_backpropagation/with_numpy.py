"""The gradients as sums over all ways from a parameter to the loss."""

import numpy as np


def two_layer_gradients(params, x, y):
    """Return the gradients of the mean squared error of relu(x W1 + b1) W2 + b2."""
    z = x @ params["W1"] + params["b1"]
    slope, h = np.heaviside(z, 0), np.maximum(z, 0)
    error = (h @ params["W2"] + params["b2"] - y) * 2 / len(x)
    through = ("nk,jk,nj", error, params["W2"], slope)
    return {
        "W1": np.einsum(f"{through[0]},ni->ij", *through[1:], x),
        "b1": np.einsum(f"{through[0]}->j", *through[1:]),
        "W2": np.einsum("nk,nj->jk", error, h),
        "b2": np.einsum("nk->k", error),
    }
