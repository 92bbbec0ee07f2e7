"""Bin by bin, with the edges written out."""

import matplotlib.pyplot as plt
import numpy as np


def top_predictions(probs, targets):
    """Return how sure a model is of its most likely class, and whether that is the right one."""
    if targets.shape != (len(probs),):
        raise ValueError(f"targets of shape {targets.shape}")
    order = np.argsort(probs, axis=1)[:, -1]
    return probs[np.arange(len(probs)), order], order == targets


def bin_means(confidence, correct, bins=10):
    """Sort predictions into bins by their confidence, and return what each bin holds."""
    if confidence.shape != correct.shape or not confidence.size or bins < 1:
        raise ValueError(f"shapes {confidence.shape} and {correct.shape}, {bins} bins")
    if np.isnan(confidence).any() or confidence.min() < 0 or confidence.max() > 1:
        raise ValueError("confidences are from 0 to 1")
    bin_of_each = np.digitize(confidence, np.linspace(0, 1, bins + 1)[1:-1])
    held = [bin_of_each == i for i in range(bins)]
    means = [confidence[here].mean() if here.any() else 0.0 for here in held]
    accuracies = [correct[here].mean() if here.any() else 0.0 for here in held]
    return np.array([here.sum() for here in held]), np.array(means), np.array(accuracies)


def calibration_errors(confidence, correct, bins=10):
    """Return the expected and the maximal calibration error."""
    counts, means, accuracies = bin_means(confidence, correct, bins)
    gaps = np.abs(accuracies - means)[counts > 0]
    return float(np.average(gaps, weights=counts[counts > 0])), float(gaps.max())


def reliability_diagram(confidence, correct, bins=10):
    """Draw the accuracy of each bin over its mean confidence, on a new figure."""
    counts, means, accuracies = bin_means(confidence, correct, bins)
    axes = plt.figure().add_subplot(xlabel="confidence", ylabel="accuracy")
    axes.plot([0, 1], [0, 1], label="perfect")
    axes.plot(means[counts > 0], accuracies[counts > 0], "s", label="model")
    axes.set_title(f"ECE {calibration_errors(confidence, correct, bins)[0]:.3f}")
    axes.legend()
    return axes
