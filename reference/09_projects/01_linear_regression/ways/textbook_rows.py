import numpy as np


class LinearRegressionGD:
    def __init__(self, lr, n_iters):
        self.lr = lr
        self.n_iters = n_iters

    def fit(self, X, y):
        self.weights = np.zeros(X.shape[1])
        self.bias = 0
        n = len(X)
        for _ in range(self.n_iters):
            grad_w = np.zeros_like(self.weights)
            grad_b = 0
            for xi, yi in zip(X, y, strict=True):
                error = self.weights.dot(xi) + self.bias - yi
                grad_w += 2 * error * xi / n
                grad_b += 2 * error / n
            self.weights = self.weights - self.lr * grad_w
            self.bias = self.bias - self.lr * grad_b
        return self


def closed_form(X, y):
    Xc = X - X.mean(axis=0)
    yc = y - y.mean()
    w = np.linalg.inv(Xc.T @ Xc) @ Xc.T @ yc
    b = y.mean() - X.mean(axis=0) @ w
    return w, b


def descend(X, y, lr, steps):
    model = LinearRegressionGD(lr, steps).fit(X, y)
    return model.weights, model.bias
