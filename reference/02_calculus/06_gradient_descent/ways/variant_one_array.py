"""Right all the same: one array of its own that moves, and copies of it in the path."""

import numpy as np
import torch


def gradient_descent(grad, x0, lr, steps):
    torched = torch.is_tensor(x0)
    x = x0.clone() if torched else np.array(x0)
    path = [x.clone() if torched else x.copy()]
    for _ in range(steps):
        slope = grad(x)
        if slope.ndim != x.ndim or any(a != b for a, b in zip(slope.shape, x.shape, strict=True)):
            raise ValueError(f"the shapes {slope.shape} and {x.shape} differ")
        x -= lr * slope
        path.append(x.clone() if torched else x.copy())
    return torch.stack(path) if torched else np.array(path)
