"""Right all the same: the cache is the input alone, and the way forward is gone again; rows are added one by one."""

from array_api_compat import array_namespace


def init(sizes, rng):
    params = []
    for i in range(1, len(sizes)):
        b = rng.normal(size=sizes[i]) * 0.0
        params.append({"W": rng.normal(scale=(2 / sizes[i - 1]) ** 0.5, size=(sizes[i - 1], sizes[i])), "b": b})
    return params


def _inputs(params, x):
    inputs = [x]
    for layer in params[:-1]:
        z = inputs[-1] @ layer["W"] + layer["b"]
        inputs.append((abs(z) + z) / 2)
    return inputs


def forward(params, x):
    h = _inputs(params, x)[-1]
    return h @ params[-1]["W"] + params[-1]["b"], {"x": x}


def backward(params, cache, upstream):
    xp = array_namespace(upstream)
    inputs, delta, found = _inputs(params, cache["x"]), upstream, []
    while inputs:
        h, layer = inputs.pop(), params[len(inputs)]
        W, b = xp.zeros_like(layer["W"]), xp.zeros_like(layer["b"])
        for i in range(h.shape[0]):
            W = W + h[i, :, None] * delta[i, None, :]
            b = b + delta[i, :]
        found.append({"W": W, "b": b})
        back = xp.sum(delta[:, None, :] * layer["W"], axis=-1)
        delta = xp.where(h > 0, back, xp.zeros_like(back))
    found.reverse()
    return found
