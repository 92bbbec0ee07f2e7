import numpy as np


def fit(X, y, seed):
    rng = np.random.default_rng(seed)
    h, K = 100, 2
    W = 0.1 * rng.standard_normal((2, h))
    b = np.zeros((1, h))
    W2 = 0.1 * rng.standard_normal((h, K))
    b2 = np.zeros((1, K))
    step_size = 1e-0
    reg = 1e-3
    num_examples = X.shape[0]
    for _ in range(2000):
        hidden_layer = np.maximum(0, np.dot(X, W) + b)
        scores = np.dot(hidden_layer, W2) + b2
        exp_scores = np.exp(scores)
        probs = exp_scores / np.sum(exp_scores, axis=1, keepdims=True)

        dscores = probs
        dscores[range(num_examples), y] -= 1
        dscores /= num_examples

        dW2 = np.dot(hidden_layer.T, dscores)
        db2 = np.sum(dscores, axis=0, keepdims=True)
        dhidden = np.dot(dscores, W2.T)
        dhidden[hidden_layer <= 0] = 0
        dW = np.dot(X.T, dhidden)
        db = np.sum(dhidden, axis=0, keepdims=True)

        dW2 += reg * W2
        dW += reg * W

        W += -step_size * dW
        b += -step_size * db
        W2 += -step_size * dW2
        b2 += -step_size * db2
    return {"W": W, "b": b, "W2": W2, "b2": b2}


def predict(params, X):
    hidden_layer = np.maximum(0, np.dot(X, params["W"]) + params["b"])
    scores = np.dot(hidden_layer, params["W2"]) + params["b2"]
    return np.argmax(scores, axis=1)
