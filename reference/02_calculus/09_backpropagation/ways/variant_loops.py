"""Right all the same: plain loops over examples and units, number by number."""

from array_api_compat import array_namespace


def two_layer_gradients(params, x, y):
    xp = array_namespace(x)
    W1, b1, W2, b2 = (params[k] for k in ("W1", "b1", "W2", "b2"))
    grads = {k: xp.zeros_like(v) for k, v in params.items()}
    n, n_in = x.shape
    hid, n_out = W2.shape
    for r in range(n):
        z = [b1[j] + sum(x[r, i] * W1[i, j] for i in range(n_in)) for j in range(hid)]
        h = [v if v > 0 else 0.0 * v for v in z]
        out = [b2[k] + sum(h[j] * W2[j, k] for j in range(hid)) for k in range(n_out)]
        dout = [2 * (out[k] - y[r, k]) / n for k in range(n_out)]
        for k in range(n_out):
            grads["b2"][k] += dout[k]
            for j in range(hid):
                grads["W2"][j, k] += h[j] * dout[k]
        for j in range(hid):
            if z[j] > 0:
                dz = sum(dout[k] * W2[j, k] for k in range(n_out))
                grads["b1"][j] += dz
                for i in range(n_in):
                    grads["W1"][i, j] += x[r, i] * dz
    return grads
