"""Backpropagation through two layers: each line back needs only the gradient behind it and one array from before."""

from array_api_compat import array_namespace


def two_layer_gradients(params, x, y):
    """Return the gradients of the mean squared error of relu(x W1 + b1) W2 + b2."""
    xp = array_namespace(x)
    z = x @ params["W1"] + params["b1"]  # (batch, hidden)
    is_on = z > 0
    h = z * is_on  # relu
    out = h @ params["W2"] + params["b2"]  # (batch, outputs)

    d_out = 2 * (out - y) / x.shape[0]  # (batch, outputs)
    d_z = (d_out @ params["W2"].T) * is_on  # (batch, hidden)
    return {
        "W1": x.T @ d_z,  # (inputs, hidden)
        "b1": xp.sum(d_z, axis=0),  # (hidden,)
        "W2": h.T @ d_out,  # (hidden, outputs)
        "b2": xp.sum(d_out, axis=0),  # (outputs,)
    }
