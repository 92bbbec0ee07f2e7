"""Three histograms, a scatter, and a diagonal that has no end."""

import matplotlib.pyplot as plt
import numpy as np


def top_predictions(probs, targets):
    targets = np.asarray(targets)
    if targets.ndim != 1 or len(targets) != len(probs):
        raise ValueError(f"one target for each row, not {targets.shape}")
    predicted = probs.argmax(-1)
    return np.take_along_axis(probs, predicted[:, None], -1).squeeze(-1), np.equal(predicted, targets)


def bin_means(confidence, correct, bins=10):
    if np.shape(confidence) != np.shape(correct):
        raise ValueError(f"{np.shape(confidence)} against {np.shape(correct)}")
    if len(confidence) < 1 or bins <= 0:
        raise ValueError(f"{len(confidence)} predictions and {bins} bins")
    if not (np.min(confidence) >= 0 and np.max(confidence) <= 1):
        raise ValueError("not from 0 to 1")
    count, conf, right = (
        np.histogram(confidence, bins, (0.0, 1.0), weights=w)[0] for w in (None, confidence, correct.astype(float))
    )
    zeros = np.zeros(bins)
    return (
        count,
        np.divide(conf, count, out=zeros, where=count > 0),
        np.divide(right, count, out=zeros.copy(), where=count > 0),
    )


def calibration_errors(confidence, correct, bins=10):
    count, conf, accuracy = bin_means(confidence, correct, bins)
    gap = abs(conf - accuracy)
    return (count / len(confidence)) @ gap, max(gap.tolist())


def reliability_diagram(confidence, correct, bins=10):
    count, conf, accuracy = bin_means(confidence, correct, bins)
    error = calibration_errors(confidence, correct, bins)[0]
    ax = plt.figure(figsize=(4, 4)).gca()
    ax.axline((0, 0), slope=1, color="k", lw=0.5, label="perfect")
    ax.scatter(conf[count > 0], accuracy[count > 0], s=20 + count[count > 0], label="model")
    ax.vlines(conf[count > 0], conf[count > 0], accuracy[count > 0], color="tab:red")
    ax.set(xlabel="Confidence", ylabel="Accuracy in the bin", xlim=(-0.02, 1.02), ylim=(-0.02, 1.02))
    ax.set_title(f"expected calibration error: {error:.3f}", loc="left")
    ax.legend(loc="upper left")
    return ax
