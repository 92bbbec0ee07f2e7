import numpy as np


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return np.dot(x, self.W) + self.b

    def backward(self, dout):
        self.dW = np.dot(self.x.T, dout)
        self.db = np.sum(dout, axis=0)
        return np.dot(dout, self.W.T)


class Relu:
    def forward(self, x):
        self.mask = x <= 0
        out = x.copy()
        out[self.mask] = 0
        return out

    def backward(self, dout):
        dx = dout.copy()
        dx[self.mask] = 0
        return dx


class MeanSquaredError:
    def forward(self, x, t):
        self.x, self.t = x, t
        return np.sum((x - t) ** 2) / x.shape[0]

    def backward(self):
        return 2 * (self.x - self.t) / self.x.shape[0]


def two_layer_gradients(params, x, y):
    first, relu = Affine(params["W1"], params["b1"]), Relu()
    second, loss = Affine(params["W2"], params["b2"]), MeanSquaredError()
    loss.forward(second.forward(relu.forward(first.forward(x))), y)
    first.backward(relu.backward(second.backward(loss.backward())))
    return {"W1": first.dW, "b1": first.db, "W2": second.dW, "b2": second.db}
