import itertools

import numpy as np


def affine_forward(x, w, b):
    return x.dot(w) + b, (x, w)


def affine_backward(dout, cache):
    x, w = cache
    return dout.dot(w.T), x.T.dot(dout), dout.sum(axis=0)


def relu_forward(x):
    return np.maximum(x, 0), x


def relu_backward(dout, cache):
    return np.where(cache > 0, dout, 0)


def init(sizes, rng):
    params = []
    for fan_in, fan_out in itertools.pairwise(sizes):
        params.append({"W": rng.normal(0.0, np.sqrt(2.0 / fan_in), (fan_in, fan_out)), "b": np.zeros(fan_out)})
    return params


def forward(params, x):
    caches = []
    for i, p in enumerate(params):
        x, fc = affine_forward(x, p["W"], p["b"])
        relu = None
        if i != len(params) - 1:
            x, relu = relu_forward(x)
        caches.append((fc, relu))
    return x, caches


def backward(params, cache, upstream):
    grads, dout = [], upstream
    for fc, relu in reversed(cache):
        if relu is not None:
            dout = relu_backward(dout, relu)
        dout, dw, db = affine_backward(dout, fc)
        grads.insert(0, {"W": dw, "b": db})
    return grads
