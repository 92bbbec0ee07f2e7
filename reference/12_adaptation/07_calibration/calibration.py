"""Calibration: notice that all of it follows from three sums in each bin, and that an empty bin has no gap."""

import matplotlib.pyplot as plt
import numpy as np


def top_predictions(probs, targets):
    """Return how sure a model is of its most likely class, and whether that is the right one."""
    if np.shape(targets) != probs.shape[:1]:
        raise ValueError(f"targets of shape {np.shape(targets)} do not fit probabilities of shape {probs.shape}")
    return np.max(probs, axis=1), np.argmax(probs, axis=1) == targets


def bin_means(confidence, correct, bins=10):
    """Sort predictions into bins by their confidence, and return what each bin holds."""
    if confidence.shape != correct.shape:
        raise ValueError(f"the shapes differ: {confidence.shape} and {correct.shape}")
    if confidence.size == 0 or bins < 1:
        raise ValueError(f"{confidence.size} predictions in {bins} bins")
    if not np.all((confidence >= 0) & (confidence <= 1)):
        raise ValueError("a confidence is a probability, from 0 to 1")

    index = np.minimum((bins * confidence).astype(int), bins - 1)  # (N,): 1 belongs to the last bin
    counts = np.bincount(index, minlength=bins)  # (bins,)
    sums = [np.bincount(index, weights, bins) for weights in (confidence, correct)]
    means, accuracies = (total / np.maximum(counts, 1) for total in sums)  # 0 / 1 where a bin is empty
    return counts, means, accuracies


def calibration_errors(confidence, correct, bins=10):
    """Return the expected and the maximal calibration error."""
    counts, means, accuracies = bin_means(confidence, correct, bins)
    gaps = np.abs(accuracies - means)
    return np.sum(counts * gaps) / np.sum(counts), np.max(gaps)


def reliability_diagram(confidence, correct, bins=10):
    """Draw the accuracy of each bin over its mean confidence, on a new figure."""
    counts, means, accuracies = bin_means(confidence, correct, bins)
    ece, _ = calibration_errors(confidence, correct, bins)
    full = counts > 0
    _, axes = plt.subplots(layout="constrained")
    axes.plot([0, 1], [0, 1], linestyle="--", color="grey", label="perfect")
    axes.plot(means[full], accuracies[full], marker="o", label="model")
    axes.set(xlabel="confidence", ylabel="accuracy", xlim=(0, 1), ylim=(0, 1), title=f"ECE {ece:.3f}")
    axes.legend()
    return axes
