"""Right all the same: the whole path is made first and filled row by row."""

from array_api_compat import array_namespace, device


def gradient_descent(grad, x0, lr, steps):
    xp = array_namespace(x0)
    path = xp.empty((steps + 1, *x0.shape), dtype=x0.dtype, device=device(x0))
    path[0, ...] = x0
    for t in range(steps):
        here = path[t, ...]
        slope = grad(here)
        if tuple(slope.shape) != tuple(x0.shape):
            raise ValueError(f"a gradient of shape {list(slope.shape)} at a point of shape {list(x0.shape)}")
        path[t + 1, ...] = here - slope * lr
    return path
