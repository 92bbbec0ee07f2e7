import matplotlib.pyplot as plt


def smooth_values(values, weight):
    last = 0
    smoothed = []
    for num_acc, next_val in enumerate(values, start=1):
        last = last * weight + (1 - weight) * next_val
        debias_weight = 1
        if weight != 1.0:
            debias_weight = 1.0 - weight**num_acc
        smoothed.append(last / debias_weight)
    return smoothed


def loss_curve(losses, smoothing=0.9, log=False):
    fig = plt.figure()
    ax = fig.add_subplot(1, 1, 1)
    plot = ax.semilogy if log else ax.plot
    plot(range(len(losses)), losses, "c-", label="raw")
    plot(range(len(losses)), smooth_values(losses, smoothing), "b-", label="smooth")
    ax.set(xlabel="step", ylabel="loss", title="Training loss")
    ax.legend(loc="best")
    return ax
