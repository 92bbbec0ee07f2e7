def layer_norm(x, w=None, b=None, eps=1e-5):
    C = x.shape[-1]
    mean = x.sum(-1, keepdims=True) / C
    xshift = x - mean
    var = (xshift**2).sum(-1, keepdims=True) / C
    rstd = (var + eps) ** -0.5
    norm = xshift * rstd
    out = norm * w if w is not None else norm
    return out + b if b is not None else out
