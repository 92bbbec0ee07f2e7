import matplotlib.pyplot as plt
import numpy as np


def fit_polynomial(x, y, degree, ridge=0.0):
    A = np.vander(x, degree + 1)[:, ::-1]
    b = y
    if ridge > 0:
        extra = np.sqrt(ridge) * np.identity(degree + 1)
        extra[0] = 0
        A = np.vstack([A, extra])
        b = np.hstack([b, np.zeros(degree + 1)])
    w, *_ = np.linalg.lstsq(A, b, rcond=None)
    return w


def predict(w, x):
    result = np.zeros(len(x))
    for c in w[::-1]:
        result = result * x + c
    return result


def mse(y_true, y_pred):
    return np.mean((y_true - y_pred) ** 2)


def cross_validate(x, y, degrees, folds, rng, ridge=0.0):
    fold_of = np.zeros(len(x), dtype=int)
    for k, part in enumerate(np.array_split(rng.permutation(len(x)), folds)):
        fold_of[part] = k
    scores = []
    for degree in degrees:
        train, valid, n_train, n_valid = [], [], [], []
        for k in range(folds):
            mask = fold_of == k
            w = fit_polynomial(x[~mask], y[~mask], degree, ridge)
            train.append(mse(y[~mask], predict(w, x[~mask])))
            valid.append(mse(y[mask], predict(w, x[mask])))
            n_train.append(np.sum(~mask))
            n_valid.append(np.sum(mask))
        scores.append((np.average(train, weights=n_train), np.average(valid, weights=n_valid)))
    scores = np.array(scores)
    return scores[:, 0], scores[:, 1]


def choose(degrees, errors):
    best = 0
    for i in range(1, len(errors)):
        if errors[i] < errors[best]:
            best = i
    return degrees[best]


def plot_errors(degrees, train, valid):
    plt.figure()
    plt.semilogy(degrees, train, label="training")
    plt.semilogy(degrees, valid, label="validation")
    plt.xlabel("Degree")
    plt.ylabel("Error (MSE)")
    plt.legend()
    return plt.gca()
