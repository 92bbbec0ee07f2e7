"""pandas groups the predictions by bin, and pyplot's state machine draws."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd


def top_predictions(probs, targets):
    table = pd.DataFrame(probs)
    if np.shape(targets) != (len(table),):
        raise ValueError(np.shape(targets))
    return table.max(axis=1).to_numpy(), table.idxmax(axis=1).to_numpy() == targets


def bin_means(confidence, correct, bins=10):
    if confidence.shape != correct.shape:
        raise ValueError(f"{confidence.shape} {correct.shape}")
    table = pd.DataFrame({"confidence": confidence, "correct": correct.astype(float)})
    if table.empty or bins < 1 or not table["confidence"].between(0, 1).all():
        raise ValueError(f"cannot sort these into {bins} bins")
    table["bin"] = np.ceil(table["confidence"] * bins).clip(1).astype(int) - 1
    groups = table.groupby("bin")
    means = groups.mean().reindex(range(bins), fill_value=0.0)
    return groups.size().reindex(range(bins), fill_value=0).to_numpy(), *means.to_numpy().T


def calibration_errors(confidence, correct, bins=10):
    counts, means, accuracies = bin_means(confidence, correct, bins)
    gaps = [(n, abs(a - c)) for n, c, a in zip(counts, means, accuracies, strict=True) if n]
    return float(sum(n * gap for n, gap in gaps) / len(correct)), float(max(gap for _, gap in gaps))


def reliability_diagram(confidence, correct, bins=10):
    counts, means, accuracies = bin_means(confidence, correct, bins)
    means = np.where(counts == 0, np.nan, means)
    plt.figure()
    plt.plot(means, accuracies, "s-", label="model")
    plt.plot(np.linspace(0, 1, 50), np.linspace(0, 1, 50), ":", label="perfect")
    plt.xlabel("mean confidence")
    plt.ylabel("accuracy")
    plt.axis("square")
    plt.xlim(0, 1)
    plt.ylim(0, 1)
    plt.suptitle(f"{len(correct)} predictions, ECE = {calibration_errors(confidence, correct, bins)[0]:.3f}")
    plt.figlegend()
    return plt.gca()
