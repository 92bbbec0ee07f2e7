import matplotlib.pyplot as plt
import pandas as pd


def loss_curve(losses, smoothing=0.9, log=False):
    smooth = pd.Series(losses).ewm(alpha=1 - smoothing).mean()
    plt.figure()
    plt.plot(losses, color="lightblue", label="raw")
    plt.plot(smooth, color="darkblue", label="smooth")
    plt.xlabel("step")
    plt.ylabel("loss")
    if log:
        plt.yscale("log")
    plt.legend()
    return plt.gca()
