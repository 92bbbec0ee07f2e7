import math


class Dual:
    def __init__(self, data, grad):
        self.value = data
        self.derivative = grad

    def __repr__(self):
        return f"Dual(data={self.value}, grad={self.derivative})"

    def __add__(self, other):
        other = other if isinstance(other, Dual) else Dual(other, 0.0)
        return Dual(self.value + other.value, self.derivative + other.derivative)

    def __mul__(self, other):
        other = other if isinstance(other, Dual) else Dual(other, 0.0)
        return Dual(self.value * other.value, other.value * self.derivative + self.value * other.derivative)

    def __pow__(self, other):
        assert isinstance(other, (int, float)), "only supporting int/float powers for now"
        return Dual(self.value**other, (other * self.value ** (other - 1)) * self.derivative)

    def __neg__(self):
        return self * -1

    def __radd__(self, other):
        return self + other

    def __sub__(self, other):
        return self + (-other)

    def __rsub__(self, other):
        return other + (-self)

    def __rmul__(self, other):
        return self * other

    def __truediv__(self, other):
        return self * other**-1

    def __rtruediv__(self, other):
        return other * self**-1

    def tanh(self):
        x = self.value
        t = (math.exp(2 * x) - 1) / (math.exp(2 * x) + 1)
        return Dual(t, (1 - t**2) * self.derivative)

    def exp(self):
        out = math.exp(self.value)
        return Dual(out, out * self.derivative)

    def log(self):
        return Dual(math.log(self.value), (1 / self.value) * self.derivative)

    def sin(self):
        return Dual(math.sin(self.value), math.cos(self.value) * self.derivative)


def derivative(f, x):
    return f(Dual(x, 1.0)).derivative
