"""tanh comes from exp of a negative number alone, so nothing overflows; a heap keeps the order."""

import heapq
import itertools
import math

serials = itertools.count()


class Value:
    def __init__(self, data, parents=(), slopes=()):
        self.data = data
        self.serial = next(serials)
        self.grad = 0.0
        self.parents = parents
        self.slopes = slopes

    def __add__(self, other):
        other = as_value(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __radd__(self, other):
        return as_value(other) + self

    def __sub__(self, other):
        other = as_value(other)
        return Value(self.data - other.data, (self, other), (1.0, -1.0))

    def __rsub__(self, other):
        return as_value(other) - self

    def __mul__(self, other):
        other = as_value(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def __rmul__(self, other):
        return as_value(other) * self

    def __truediv__(self, other):
        other = as_value(other)
        return Value(self.data / other.data, (self, other), (1 / other.data, -self.data / other.data**2))

    def __rtruediv__(self, other):
        return as_value(other) / self

    def __pow__(self, n):
        return Value(self.data**n, (self,), (n * self.data ** (n - 1),))

    def __neg__(self):
        return Value(-self.data, (self,), (-1.0,))

    def exp(self):
        e = math.exp(self.data)
        return Value(e, (self,), (e,))

    def log(self):
        return Value(math.log(self.data), (self,), (1 / self.data,))

    def tanh(self):
        e = math.exp(-2 * abs(self.data))
        t = math.copysign((1 - e) / (1 + e), self.data)
        return Value(t, (self,), (1 - t * t,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def backward(self):
        due = {self.serial: 1.0}
        heap = [(-self.serial, self)]
        while heap:
            _, v = heapq.heappop(heap)
            g = due.pop(v.serial)
            v.grad += g
            for parent, slope in zip(v.parents, v.slopes, strict=True):
                if parent.serial not in due:
                    due[parent.serial] = 0.0
                    heapq.heappush(heap, (-parent.serial, parent))
                due[parent.serial] += slope * g


def as_value(x):
    return x if isinstance(x, Value) else Value(x)
