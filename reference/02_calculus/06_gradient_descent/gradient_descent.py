"""Gradient descent: each point is a new array, so the points before it stay as they were."""

from array_api_compat import array_namespace


def gradient_descent(grad, x0, lr, steps):
    """Return the start and the point after each step."""
    path = [x0]
    for _ in range(steps):
        x = path[-1]
        slope = grad(x)
        if slope.shape != x.shape:
            raise ValueError(f"the gradient has shape {tuple(slope.shape)}, the point {tuple(x.shape)}")
        path.append(x - lr * slope)  # x -= ... would move the point that is in the path already
    return array_namespace(x0).stack(path)  # (steps + 1, ...)
