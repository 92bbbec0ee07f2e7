import matplotlib.pyplot as plt
import numpy as np


def loss_curve(losses, smoothing=0.9, log=False):
    ema = 0.0
    smoothed = []
    for t, loss in enumerate(losses):
        ema = smoothing * ema + (1 - smoothing) * loss
        smoothed.append(ema / (1 - smoothing ** (t + 1)))

    _fig, ax = plt.subplots(figsize=(8, 5))
    steps = np.arange(len(losses))
    ax.plot(steps, losses, alpha=0.3, label="raw")
    ax.plot(steps, smoothed, linewidth=2, label="smooth")
    ax.set_xlabel("step")
    ax.set_ylabel("loss")
    if log:
        ax.set_yscale("log")
    ax.legend()
    return ax
