"""Right all the same: a float that carries a derivative, so that the math module takes it as it is."""

import math


class Dual(float):
    def __new__(cls, value, derivative):
        self = super().__new__(cls, value)
        self.derivative = derivative
        return self

    @property
    def value(self):
        return float(self)

    def __add__(self, other):
        return Dual(float(self) + float(other), self.derivative + _slope(other))

    def __sub__(self, other):
        return Dual(float(self) - float(other), self.derivative - _slope(other))

    def __mul__(self, other):
        return Dual(float(self) * float(other), self.derivative * float(other) + float(self) * _slope(other))

    def __truediv__(self, other):
        inverse = 1 / float(other)
        return Dual(float(self) * inverse, (self.derivative - float(self) * inverse * _slope(other)) * inverse)

    def __pow__(self, n):
        if isinstance(n, Dual):
            return (self.log() * n).exp()
        return Dual(float(self) ** n, n and n * float(self) ** (n - 1) * self.derivative)

    def __neg__(self):
        return self * -1

    __radd__, __rmul__ = __add__, __mul__

    def __rsub__(self, other):
        return -self + other

    def __rtruediv__(self, other):
        return Dual(other, 0.0) / self

    def __rpow__(self, base):
        return (self * math.log(base)).exp()

    def exp(self):
        return Dual(math.exp(self), math.exp(self) * self.derivative)

    def log(self):
        return Dual(math.log(self), self.derivative / float(self))

    def tanh(self):
        t = math.tanh(self)
        return Dual(t, (1 - t) * (1 + t) * self.derivative)

    def sin(self):
        return Dual(math.sin(self), math.cos(self) * self.derivative)


def derivative(f, x):
    return _slope(f(Dual(x, 1.0)))


def _slope(number):
    return number.derivative if isinstance(number, Dual) else 0.0
