"""As code beside papers writes it: a loop over the edges of the bins, each open on its left."""

from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np


def top_predictions(probs, targets):
    predictions = np.argmax(probs, axis=1)
    confidences = np.max(probs, axis=1)
    return confidences, predictions == targets


def bin_means(confidence, correct, bins=10):
    boundaries = np.linspace(0, 1, bins + 1)
    counts, means, accuracies = np.zeros(bins), np.zeros(bins), np.zeros(bins)
    for i, (lower, upper) in enumerate(pairwise(boundaries)):
        in_bin = (confidence > lower) & (confidence <= upper)
        counts[i] = np.sum(in_bin)
        if counts[i] > 0:
            means[i] = np.mean(confidence[in_bin])
            accuracies[i] = np.mean(correct[in_bin])
    return counts.astype(int), means, accuracies


def calibration_errors(confidence, correct, bins=10):
    counts, means, accuracies = bin_means(confidence, correct, bins)
    ece, mce = 0.0, 0.0
    for n, conf, acc in zip(counts, means, accuracies, strict=True):
        ece += np.abs(acc - conf) * n / len(confidence)
        mce = max(mce, np.abs(acc - conf))
    return ece, mce


def reliability_diagram(confidence, correct, bins=10):
    counts, means, accuracies = bin_means(confidence, correct, bins)
    fig, ax = plt.subplots(figsize=(5, 5))
    ax.plot([0, 1], [0, 1], "k:", label="perfect")
    ax.plot(means[counts > 0], accuracies[counts > 0], "o-", label="model")
    ax.set_xlim([0, 1])
    ax.set_ylim([0, 1])
    ax.set_xlabel("Confidence")
    ax.set_ylabel("Accuracy")
    ax.set_title(f"ECE = {calibration_errors(confidence, correct, bins)[0]:.3f}")
    ax.legend(loc="upper left")
    fig.tight_layout()
    return ax
