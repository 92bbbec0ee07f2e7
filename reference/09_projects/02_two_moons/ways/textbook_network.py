import itertools

import numpy as np


class Network:
    def __init__(self, sizes, rng):
        self.num_layers = len(sizes)
        self.biases = [rng.standard_normal((y, 1)) for y in sizes[1:]]
        self.weights = [rng.standard_normal((y, x)) for x, y in itertools.pairwise(sizes)]

    def feedforward(self, a):
        for b, w in zip(self.biases, self.weights, strict=True):
            a = sigmoid(np.dot(w, a) + b)
        return a

    def SGD(self, x, y, epochs, mini_batch_size, eta, rng):
        n = len(x)
        for _ in range(epochs):
            order = rng.permutation(n)
            for k in range(0, n, mini_batch_size):
                batch = order[k : k + mini_batch_size]
                nabla_b, nabla_w = self.backprop(x[batch].T, y[batch].reshape(1, -1))
                m = len(batch)
                self.weights = [w - (eta / m) * nw for w, nw in zip(self.weights, nabla_w, strict=True)]
                self.biases = [b - (eta / m) * nb for b, nb in zip(self.biases, nabla_b, strict=True)]

    def backprop(self, x, y):
        nabla_b = [np.zeros(b.shape) for b in self.biases]
        nabla_w = [np.zeros(w.shape) for w in self.weights]
        activation = x
        activations = [x]
        for b, w in zip(self.biases, self.weights, strict=True):
            activation = sigmoid(np.dot(w, activation) + b)
            activations.append(activation)
        delta = activations[-1] - y
        nabla_b[-1] = delta.sum(axis=1, keepdims=True)
        nabla_w[-1] = np.dot(delta, activations[-2].transpose())
        for layer in range(2, self.num_layers):
            a = activations[-layer]
            delta = np.dot(self.weights[-layer + 1].transpose(), delta) * a * (1 - a)
            nabla_b[-layer] = delta.sum(axis=1, keepdims=True)
            nabla_w[-layer] = np.dot(delta, activations[-layer - 1].transpose())
        return nabla_b, nabla_w


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def fit(x, y, seed):
    rng = np.random.default_rng(seed)
    net = Network([2, 16, 1], rng)
    net.SGD(x, y, 150, 10, 3.0, rng)
    params = {f"w{i}": w for i, w in enumerate(net.weights)}
    params.update({f"b{i}": b for i, b in enumerate(net.biases)})
    return params


def predict(params, x):
    net = Network([2, 16, 1], np.random.default_rng(0))
    net.weights = [params["w0"], params["w1"]]
    net.biases = [params["b0"], params["b1"]]
    return (net.feedforward(x.T)[0] > 0.5).astype(int)
