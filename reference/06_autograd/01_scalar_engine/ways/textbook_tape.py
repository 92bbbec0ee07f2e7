import math

tape = []


class Value:
    def __init__(self, data):
        self.data = float(data)
        self.grad = 0.0

    def backward(self):
        self.grad = 1.0
        for node, operands, slopes in reversed(tape):
            for operand, slope in zip(operands, slopes, strict=True):
                operand.grad += slope * node.grad
        tape.clear()

    def __add__(self, other):
        other = as_value(other)
        return record(self.data + other.data, [self, other], [1.0, 1.0])

    def __sub__(self, other):
        other = as_value(other)
        return record(self.data - other.data, [self, other], [1.0, -1.0])

    def __mul__(self, other):
        other = as_value(other)
        return record(self.data * other.data, [self, other], [other.data, self.data])

    def __truediv__(self, other):
        other = as_value(other)
        return record(self.data / other.data, [self, other], [1 / other.data, -self.data / other.data**2])

    __radd__ = __add__
    __rmul__ = __mul__

    def __rsub__(self, other):
        return as_value(other) - self

    def __rtruediv__(self, other):
        return as_value(other) / self

    def __pow__(self, n):
        return record(self.data**n, [self], [n * self.data ** (n - 1)])

    def __neg__(self):
        return record(-self.data, [self], [-1.0])

    def exp(self):
        y = math.exp(self.data)
        return record(y, [self], [y])

    def log(self):
        return record(math.log(self.data), [self], [1 / self.data])

    def tanh(self):
        y = math.tanh(self.data)
        return record(y, [self], [1 - y**2])

    def relu(self):
        return record(max(0.0, self.data), [self], [float(self.data > 0)])


def as_value(x):
    return x if isinstance(x, Value) else Value(x)


def record(data, operands, slopes):
    result = Value(data)
    tape.append((result, operands, slopes))
    return result
