"""Overfitting: every fit sees only its own training points, and errors are added up over points, not over folds."""

import matplotlib.pyplot as plt
import numpy as np


def fit_polynomial(x, y, degree, ridge=0.0):
    """Return the coefficients of the polynomial with the smallest squared error, the constant first."""
    if ridge == 0 and len(x) <= degree:
        raise ValueError(f"{len(x)} points do not determine {degree + 1} coefficients")
    penalty = np.sqrt(ridge) * np.eye(degree + 1)[1:]  # a row for each coefficient but the constant
    rows = np.concatenate([np.vander(x, degree + 1, increasing=True), penalty])
    targets = np.concatenate([y, np.zeros(degree)])
    return np.linalg.lstsq(rows, targets, rcond=None)[0]  # (degree + 1,)


def predict(coefficients, x):
    """Return the values of a polynomial."""
    powers = np.asarray(x, dtype=float)[..., None] ** np.arange(len(coefficients))
    return powers @ coefficients


def cross_validate(x, y, degrees, folds, rng, ridge=0.0):
    """Return the mean squared errors of training and of validation, for each degree."""
    if not 2 <= folds <= len(x):
        raise ValueError(f"{len(x)} points cannot be cut into {folds} folds")
    parts = np.array_split(rng.permutation(len(x)), folds)  # the same for all degrees
    errors = [_errors(x, y, degree, parts, ridge) for degree in degrees]
    train, valid = np.transpose(errors)
    return train, valid


def _errors(x, y, degree, parts, ridge):
    """Mean squared errors over all folds, of the points that were fitted and of those that were held out."""
    train, valid = [], []
    for held_out in parts:
        rest = np.setdiff1d(np.arange(len(x)), held_out)
        coefficients = fit_polynomial(x[rest], y[rest], degree, ridge)
        train.append((predict(coefficients, x[rest]) - y[rest]) ** 2)
        valid.append((predict(coefficients, x[held_out]) - y[held_out]) ** 2)
    return np.mean(np.concatenate(train)), np.mean(np.concatenate(valid))


def choose(degrees, errors):
    """Return the degree with the smallest error, the lowest of equals."""
    return min(zip(errors, degrees, strict=True))[1]


def plot_errors(degrees, train, valid):
    """Draw both errors by degree, on a new figure."""
    _, axes = plt.subplots(layout="constrained")
    axes.plot(degrees, train, marker="o", label="training")
    axes.plot(degrees, valid, marker="o", label="validation")
    axes.set(xlabel="degree", ylabel="mean squared error", yscale="log")
    axes.legend()
    return axes
