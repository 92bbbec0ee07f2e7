"""Dual numbers: each rule is written once, and every other operator is made of those few."""

import math


class Dual:
    """A number and its derivative."""

    def __init__(self, value, derivative):
        self.value, self.derivative = value, derivative

    def __add__(self, other):
        other = _as_dual(other)
        return Dual(self.value + other.value, self.derivative + other.derivative)

    def __mul__(self, other):
        other = _as_dual(other)
        return Dual(self.value * other.value, self.derivative * other.value + self.value * other.derivative)

    def __truediv__(self, other):
        other = _as_dual(other)
        quotient = self.value / other.value
        return Dual(quotient, (self.derivative - quotient * other.derivative) / other.value)

    def __pow__(self, exponent):
        if isinstance(exponent, Dual):
            return (exponent * self.log()).exp()
        slope = exponent * self.value ** (exponent - 1) if exponent != 0 else 0.0
        return Dual(self.value**exponent, slope * self.derivative)

    def __neg__(self):
        return Dual(-self.value, -self.derivative)

    def __sub__(self, other):
        return self + -other

    __radd__, __rmul__ = __add__, __mul__

    def __rsub__(self, other):
        return -self + other

    def __rtruediv__(self, other):
        return _as_dual(other) / self

    def __rpow__(self, base):
        return _as_dual(base) ** self

    def exp(self):
        result = math.exp(self.value)
        return Dual(result, result * self.derivative)

    def log(self):
        return Dual(math.log(self.value), self.derivative / self.value)

    def tanh(self):
        result = math.tanh(self.value)
        return Dual(result, (1 - result**2) * self.derivative)

    def sin(self):
        return Dual(math.sin(self.value), math.cos(self.value) * self.derivative)


def derivative(f, x):
    """Return the exact derivative of a function of one number."""
    return _as_dual(f(Dual(x, 1.0))).derivative


def _as_dual(number):
    return number if isinstance(number, Dual) else Dual(number, 0.0)
