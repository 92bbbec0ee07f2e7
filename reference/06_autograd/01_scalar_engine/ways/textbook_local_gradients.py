import math


class Value:
    def __init__(self, data, local_gradients=()):
        self.data = data
        self.grad = 0.0
        self.local_gradients = local_gradients

    def __add__(self, other):
        return add(self, other)

    def __radd__(self, other):
        return add(other, self)

    def __mul__(self, other):
        return mul(self, other)

    def __rmul__(self, other):
        return mul(other, self)

    def __neg__(self):
        return neg(self)

    def __sub__(self, other):
        return add(self, neg(other))

    def __rsub__(self, other):
        return add(other, neg(self))

    def __truediv__(self, other):
        return mul(self, inv(other))

    def __rtruediv__(self, other):
        return mul(other, inv(self))

    def __pow__(self, k):
        return Value(self.data**k, ((self, k * self.data ** (k - 1)),))

    def exp(self):
        return Value(math.exp(self.data), ((self, math.exp(self.data)),))

    def log(self):
        return Value(math.log(self.data), ((self, 1.0 / self.data),))

    def tanh(self):
        t = math.tanh(self.data)
        return Value(t, ((self, 1 - t * t),))

    def relu(self):
        return Value(max(0.0, self.data), ((self, 1.0 if self.data > 0 else 0.0),))

    def backward(self):
        def compute_gradients(variable, path_value):
            variable.grad += path_value
            for child, local_gradient in variable.local_gradients:
                compute_gradients(child, path_value * local_gradient)

        compute_gradients(self, path_value=1.0)


def value(x):
    return x if isinstance(x, Value) else Value(x)


def add(a, b):
    a, b = value(a), value(b)
    return Value(a.data + b.data, ((a, 1.0), (b, 1.0)))


def mul(a, b):
    a, b = value(a), value(b)
    return Value(a.data * b.data, ((a, b.data), (b, a.data)))


def neg(a):
    a = value(a)
    return Value(-a.data, ((a, -1.0),))


def inv(a):
    a = value(a)
    return Value(1.0 / a.data, ((a, -1.0 / a.data**2),))
