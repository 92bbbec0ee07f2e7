"""Overfitting with NumPy's polynomials, and Matplotlib's other ways to draw."""

import matplotlib.pyplot as plt
import numpy as np
from numpy.polynomial import Polynomial


def fit_polynomial(x, y, degree, ridge=0.0):
    """Return the coefficients of the polynomial with the smallest squared error, the constant first."""
    if ridge == 0:
        if len(x) < degree + 1:
            raise ValueError("too few points")
        return Polynomial.fit(x, y, degree, domain=[-1, 1]).coef
    powers = np.power.outer(np.asarray(x, float), np.arange(1, degree + 1))
    centred, mean = powers - powers.mean(axis=0), np.mean(y)
    left, sizes, right = np.linalg.svd(centred, full_matrices=False)
    slopes = right.T @ (sizes / (sizes**2 + ridge) * (left.T @ (y - mean)))
    return np.concatenate([[mean - powers.mean(axis=0) @ slopes], slopes])


def predict(coefficients, x):
    """Return the values of a polynomial."""
    return np.polynomial.polynomial.polyval(np.asarray(x, float), coefficients)


def cross_validate(x, y, degrees, folds, rng, ridge=0.0):
    """Return the mean squared errors of training and of validation, for each degree."""
    n = len(x)
    if folds < 2 or folds > n:
        raise ValueError("no such folds")
    fold = np.empty(n, int)
    fold[rng.permutation(n)] = np.sort(np.arange(n) % folds)
    train, valid = np.zeros(len(degrees)), np.zeros(len(degrees))
    for i, degree in enumerate(degrees):
        for k in range(folds):
            found = fit_polynomial(x[fold != k], y[fold != k], degree, ridge)
            squares = (predict(found, x) - y) ** 2
            train[i] += np.sum(squares[fold != k]) / (n * (folds - 1))
            valid[i] += np.sum(squares[fold == k]) / n
    return train, valid


def choose(degrees, errors):
    """Return the degree with the smallest error, the lowest of equals."""
    return int(np.asarray(degrees)[np.lexsort((degrees, errors))[0]])


def plot_errors(degrees, train, valid):
    """Draw both errors by degree, on a new figure."""
    axes = plt.figure().add_subplot()
    axes.semilogy(degrees, train, "--", label="training")
    axes.semilogy(degrees, valid, label="validation")
    axes.set_xlabel("Degree")
    axes.set_ylabel("Mean squared error")
    axes.legend()
    return axes
