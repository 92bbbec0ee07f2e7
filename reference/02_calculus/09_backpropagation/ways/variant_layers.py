"""Right all the same: layers as closures, the biases as weights of an input that is always 1, 1/N at the very end."""

from array_api_compat import array_namespace


def _linear(W, b, v):
    xp = array_namespace(v)
    ones = xp.ones_like(v[:, :1])
    wide, weights = xp.concat([ones, v], axis=1), xp.concat([b[None, :], W], axis=0)

    def back(upstream):
        both = xp.matmul(wide.T, upstream) / v.shape[0]
        return xp.matmul(upstream, weights.T)[:, 1:], both[1:, :], both[0, :]

    return xp.matmul(wide, weights), back


def _relu(v):
    positive = (array_namespace(v).sign(v) + 1) // 2
    return v * positive, lambda upstream: upstream * positive


def two_layer_gradients(params, x, y):
    z, back_1 = _linear(params["W1"], params["b1"], x)
    h, back_relu = _relu(z)
    out, back_2 = _linear(params["W2"], params["b2"], h)
    flow, W2, b2 = back_2((out - y) + (out - y))
    _, W1, b1 = back_1(back_relu(flow))
    return {"b2": b2, "b1": b1, "W2": W2, "W1": W1}
