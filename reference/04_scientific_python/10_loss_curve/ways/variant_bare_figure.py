"""A right solution on a bare Figure, both lines in one call, corrected by a recursion for the sum of the weights."""

from matplotlib.figure import Figure


def loss_curve(losses, smoothing=0.9, log=False):
    try:
        losses = [float(loss) for loss in losses]
    except TypeError:
        raise ValueError("losses are a list of numbers") from None
    if not losses:
        raise ValueError("no losses")
    if not 0.0 <= smoothing < 1.0:
        raise ValueError(smoothing)
    if log and any(loss <= 0 for loss in losses):
        raise ValueError("a logarithmic axis is for positive losses")
    average, weight, smooth = 0.0, 0.0, []
    for loss in losses:
        average += (1 - smoothing) * (loss - average)
        weight += (1 - smoothing) * (1 - weight)
        smooth.append(average / weight)
    axes = Figure().subplots()
    steps = range(len(losses))
    raw, average = axes.plot(steps, losses, ".-", steps, smooth, "--")
    raw.set_label("raw")
    average.set_label("smooth")
    axes.set_xlabel("step")
    axes.set_ylabel("loss")
    axes.set_yscale(("linear", "log")[bool(log)])
    axes.legend(loc="upper right")
    return axes
