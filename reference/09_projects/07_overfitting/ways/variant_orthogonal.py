"""Right all the same: centred powers by the SVD, and a held-out mask for each fold."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure


def fit_polynomial(x, y, degree, ridge=0.0):
    if ridge == 0 and len(x) < 1 + degree:
        raise ValueError("not enough points")
    powers = np.asarray(x, float)[:, None] ** np.arange(1, degree + 1)
    if not degree:
        return np.array([np.mean(y)])
    middle, height = powers.mean(0), np.mean(y)
    u, s, vh = np.linalg.svd(powers - middle, full_matrices=False)
    slopes = vh.T @ ((u.T @ (y - height)) * s / (s * s + ridge))
    return np.r_[height - middle @ slopes, slopes]


def predict(coefficients, x):
    return sum(c * np.asarray(x, float) ** k for k, c in enumerate(coefficients)) + 0 * np.asarray(x, float)


def cross_validate(x, y, degrees, folds, rng, ridge=0.0):
    if not 1 < folds <= len(x):
        raise ValueError(f"cannot make {folds} folds")
    masks = []
    for part in np.array_split(rng.permutation(len(x)), folds):
        masks.append(np.isin(np.arange(len(x)), part))
    train, valid = [], []
    for degree in degrees:
        seen, unseen = [], []
        for mask in masks:
            coefficients = fit_polynomial(x[~mask], y[~mask], degree, ridge)
            seen.extend((predict(coefficients, x[~mask]) - y[~mask]) ** 2)
            unseen.extend((predict(coefficients, x[mask]) - y[mask]) ** 2)
        train.append(np.mean(seen))
        valid.append(np.mean(unseen))
    return np.array(train), np.array(valid)


def choose(degrees, errors):
    errors = np.asarray(errors)
    return int(np.min(np.asarray(degrees)[errors == errors.min()]))


def plot_errors(degrees, train, valid):
    axes = plt.figure().subplots()
    assert isinstance(axes.figure, Figure)
    axes.semilogy(list(degrees), list(train), "C0.-", list(degrees), list(valid), "C1.-")
    axes.set(xlabel="degree", ylabel="squared error")
    for line, name in zip(axes.get_lines(), ("training", "validation"), strict=True):
        line.set_label(name)
    axes.legend(loc="upper left")
    return axes
