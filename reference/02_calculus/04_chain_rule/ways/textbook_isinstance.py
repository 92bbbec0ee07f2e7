import math


class Dual:
    def __init__(self, value, derivative=0.0):
        self.value = value
        self.derivative = derivative

    def __add__(self, other):
        if isinstance(other, Dual):
            return Dual(self.value + other.value, self.derivative + other.derivative)
        return Dual(self.value + other, self.derivative)

    __radd__ = __add__

    def __sub__(self, other):
        if isinstance(other, Dual):
            return Dual(self.value - other.value, self.derivative - other.derivative)
        return Dual(self.value - other, self.derivative)

    def __rsub__(self, other):
        return Dual(other, 0.0) - self

    def __mul__(self, other):
        if isinstance(other, Dual):
            return Dual(self.value * other.value, self.derivative * other.value + self.value * other.derivative)
        return Dual(self.value * other, self.derivative * other)

    __rmul__ = __mul__

    def __truediv__(self, other):
        if isinstance(other, Dual):
            return Dual(
                self.value / other.value,
                (self.derivative * other.value - self.value * other.derivative) / other.value**2,
            )
        return Dual(self.value / other, self.derivative / other)

    def __rtruediv__(self, other):
        return Dual(other, 0.0) / self

    def __pow__(self, power):
        return Dual(self.value**power, power * self.value ** (power - 1) * self.derivative)

    def __neg__(self):
        return Dual(-self.value, -self.derivative)

    def exp(self):
        return Dual(math.exp(self.value), math.exp(self.value) * self.derivative)

    def log(self):
        return Dual(math.log(self.value), self.derivative / self.value)

    def tanh(self):
        return Dual(math.tanh(self.value), (1 - math.tanh(self.value) ** 2) * self.derivative)

    def sin(self):
        return Dual(math.sin(self.value), math.cos(self.value) * self.derivative)


def derivative(f, x):
    return f(Dual(x, 1.0)).derivative
