"""Every operation by its value and its partial derivatives."""

import math


def constant(x):
    return x if isinstance(x, Dual) else Dual(x, 0)


class Dual:
    def __init__(self, value, derivative):
        self.value, self.derivative = value, derivative

    def unary(self, value, slope):
        return Dual(value, slope * self.derivative)

    @staticmethod
    def binary(left, right, function):
        left, right = constant(left), constant(right)
        value, along_left, along_right = function(left.value, right.value)
        return Dual(value, along_left * left.derivative + along_right * right.derivative)

    def __add__(self, other):
        return self.binary(self, other, lambda u, v: (u + v, 1, 1))

    def __radd__(self, other):
        return self.binary(other, self, lambda u, v: (u + v, 1, 1))

    def __sub__(self, other):
        return self.binary(self, other, lambda u, v: (u - v, 1, -1))

    def __rsub__(self, other):
        return self.binary(other, self, lambda u, v: (u - v, 1, -1))

    def __mul__(self, other):
        return self.binary(self, other, lambda u, v: (u * v, v, u))

    def __rmul__(self, other):
        return self.binary(other, self, lambda u, v: (u * v, v, u))

    def __truediv__(self, other):
        return self.binary(self, other, lambda u, v: (u / v, 1 / v, -u / v**2))

    def __rtruediv__(self, other):
        return self.binary(other, self, lambda u, v: (u / v, 1 / v, -u / v**2))

    def __pow__(self, n):
        return self.unary(self.value**n, n * self.value ** (n - 1))

    def __neg__(self):
        return self.unary(-self.value, -1)

    def exp(self):
        return self.unary(math.exp(self.value), math.exp(self.value))

    def log(self):
        return self.unary(math.log(self.value), 1 / self.value)

    def tanh(self):
        return self.unary(math.tanh(self.value), 1 - math.tanh(self.value) ** 2)

    def sin(self):
        return self.unary(math.sin(self.value), math.cos(self.value))


def derivative(f, x):
    return f(Dual(x, 1)).derivative
