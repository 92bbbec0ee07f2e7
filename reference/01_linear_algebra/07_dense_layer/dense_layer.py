"""A dense layer: a matrix multiply, a bias, and an activation.

Notice that the layer is the formula in one line: `@` and broadcasting take care of any batch.
"""

from array_api_compat import array_namespace


def relu(x):
    """Keep positive entries; the others become 0."""
    xp = array_namespace(x)
    return xp.maximum(x, xp.zeros_like(x))


def dense(x, W, b):
    """Apply a dense layer to each row."""
    if x.shape[-1] != W.shape[0] or b.shape != W.shape[1:]:
        raise ValueError(f"x {tuple(x.shape)}, W {tuple(W.shape)} and b {tuple(b.shape)} do not fit together")
    return relu(x @ W + b)  # (..., in) @ (in, out) + (out,)
