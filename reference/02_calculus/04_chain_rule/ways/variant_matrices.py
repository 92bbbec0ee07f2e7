"""Right all the same: v + v' ε as the matrix [[v, v'], [0, v]] of NumPy, in which products are matrix products."""

import numpy as np


class Dual:
    def __init__(self, value, derivative):
        self.matrix = np.array([[value, derivative], [0, value]], np.float64)

    @property
    def value(self):
        return float(self.matrix[0, 0])

    @property
    def derivative(self):
        return float(self.matrix[0, 1])

    def _new(self, matrix):
        dual = Dual(0, 0)
        dual.matrix = matrix
        return dual

    def _other(self, other):
        return other.matrix if isinstance(other, Dual) else other * np.eye(2)

    def __add__(self, other):
        return self._new(self.matrix + self._other(other))

    def __sub__(self, other):
        return self._new(self.matrix - self._other(other))

    def __mul__(self, other):
        return self._new(self.matrix @ self._other(other))

    def __truediv__(self, other):
        return self._new(self.matrix @ self._inverse(self._other(other)))

    @staticmethod
    def _inverse(m):
        if m[0, 0] == 0:
            raise ZeroDivisionError("dual number without inverse")
        return np.array([[1 / m[0, 0], -m[0, 1] / m[0, 0] / m[0, 0]], [0, 1 / m[0, 0]]])

    def __radd__(self, other):
        return self + other

    def __rsub__(self, other):
        return Dual(other, 0) - self

    def __rmul__(self, other):
        return self * other

    def __rtruediv__(self, other):
        return Dual(other, 0) / self

    def __rpow__(self, base):
        return Dual(base, 0).__pow__(self)

    def __neg__(self):
        return self._new(-self.matrix)

    def __pow__(self, n):
        if isinstance(n, Dual):
            return (self.log() * n).exp()
        if n == int(n):
            power = self._new(np.linalg.matrix_power(self.matrix, abs(int(n))))
            return power if n >= 0 else 1 / power
        v = self.value
        return Dual(v**n, n * v ** (n - 1) * self.derivative)

    def exp(self):
        return Dual(np.exp(self.value), np.exp(self.value) * self.derivative)

    def log(self):
        if self.value <= 0:
            raise ValueError(f"log({self.value})")
        return Dual(np.log(self.value), self.derivative / self.value)

    def tanh(self):
        t = np.tanh(self.value)
        return Dual(t, (1 + t) * (1 - t) * self.derivative)

    def sin(self):
        return Dual(np.sin(self.value), np.cos(self.value) * self.derivative)


def derivative(f, x):
    result = f(Dual(x, 1))
    return getattr(result, "derivative", 0.0)
