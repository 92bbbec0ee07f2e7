import matplotlib.pyplot as plt
import numpy as np


def loss_curve(losses, smoothing=0.9, log=False):
    losses = np.array(losses)
    smooth = np.empty(len(losses))
    for t in range(len(losses)):
        weights = smoothing ** np.arange(t, -1, -1)
        smooth[t] = np.sum(weights * losses[: t + 1]) / np.sum(weights)
    _, ax = plt.subplots()
    ax.plot(losses, "0.8")
    ax.plot(smooth, "k")
    ax.legend(["raw", "smooth"])
    ax.set_xlabel("step")
    ax.set_ylabel("loss")
    ax.set_yscale("log" if log else "linear")
    ax.grid(True)
    return ax
