import matplotlib.pyplot as plt
import numpy as np


def design_matrix(x, degree):
    return np.array([[xi**j for j in range(degree + 1)] for xi in x])


def fit_polynomial(x, y, degree, ridge=0.0):
    X = design_matrix(x, degree)
    D = np.eye(degree + 1)
    D[0, 0] = 0
    return np.linalg.solve(X.T @ X + ridge * D, X.T @ y)


def predict(coefficients, x):
    return design_matrix(x, len(coefficients) - 1) @ coefficients


def cross_validate(x, y, degrees, folds, rng, ridge=0.0):
    n = len(x)
    indices = rng.permutation(n)
    splits = np.array_split(indices, folds)
    train_errors, valid_errors = [], []
    for degree in degrees:
        sse_train = sse_valid = n_train = 0
        for k in range(folds):
            valid_idx = splits[k]
            train_idx = np.concatenate([splits[j] for j in range(folds) if j != k])
            w = fit_polynomial(x[train_idx], y[train_idx], degree, ridge)
            sse_train += np.sum((y[train_idx] - predict(w, x[train_idx])) ** 2)
            sse_valid += np.sum((y[valid_idx] - predict(w, x[valid_idx])) ** 2)
            n_train += len(train_idx)
        train_errors.append(sse_train / n_train)
        valid_errors.append(sse_valid / n)
    return np.array(train_errors), np.array(valid_errors)


def choose(degrees, errors):
    return degrees[int(np.argmin(errors))]


def plot_errors(degrees, train, valid):
    fig, ax = plt.subplots()
    ax.plot(degrees, train, "o-", label="training")
    ax.plot(degrees, valid, "s-", label="validation")
    ax.set_yscale("log")
    ax.set_xlabel("polynomial degree")
    ax.set_ylabel("mean squared error")
    ax.legend()
    return ax
