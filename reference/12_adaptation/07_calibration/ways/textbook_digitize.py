"""As a machine-learning library writes it: digitize, bincount with weights, and only then the empty bins."""

import matplotlib.pyplot as plt
import numpy as np


def top_predictions(probs, targets):
    y_pred = probs.argmax(axis=1)
    return probs.max(axis=1), y_pred == targets


def bin_means(confidence, correct, bins=10):
    edges = np.linspace(0.0, 1.0, bins + 1)
    binids = np.searchsorted(edges[1:-1], confidence)
    bin_sums = np.bincount(binids, weights=confidence, minlength=bins)
    bin_true = np.bincount(binids, weights=correct, minlength=bins)
    bin_total = np.bincount(binids, minlength=bins)
    with np.errstate(invalid="ignore"):
        return bin_total, np.nan_to_num(bin_sums / bin_total), np.nan_to_num(bin_true / bin_total)


def calibration_errors(confidence, correct, bins=10):
    total, prob_pred, prob_true = bin_means(confidence, correct, bins)
    gaps = np.abs(prob_true - prob_pred)
    return np.average(gaps, weights=total), gaps.max()


def reliability_diagram(confidence, correct, bins=10):
    total, prob_pred, prob_true = bin_means(confidence, correct, bins)
    nonzero = total != 0
    fig = plt.figure()
    ax = fig.add_subplot(111)
    ax.plot([0, 1], [0, 1], "k--", label="perfect")
    ax.plot(prob_pred[nonzero], prob_true[nonzero], "s-", label="model")
    ax.set(xlabel="mean confidence", ylabel="accuracy")
    ax.set_title(f"ECE: {calibration_errors(confidence, correct, bins)[0]:.3f}")
    ax.legend(loc="lower right")
    return ax
