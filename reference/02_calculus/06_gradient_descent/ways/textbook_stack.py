import numpy as np


def update(params, gradient, learning_rate):
    return params - learning_rate * gradient


def gradient_descent(grad, x0, lr, steps):
    trajectory = [x0]
    for i in range(steps):
        trajectory.append(update(trajectory[i], grad(trajectory[i]), lr))
    return np.stack(trajectory, axis=0)
