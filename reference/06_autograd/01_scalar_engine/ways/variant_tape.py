"""Values are numbered as they are made: falling numbers are a topological order, and a heap keeps it."""

import heapq
import itertools
import numbers

import numpy as np

_numbers = itertools.count()


class Value:
    __slots__ = ("data", "edges", "grad", "number")

    def __init__(self, data):
        self.data, self.grad, self.edges, self.number = float(data), 0.0, {}, next(_numbers)

    def _derived(self, data, *edges):
        result = Value(data)
        for operand, slope in edges:
            so_far = result.edges.get(operand.number, (operand, 0.0))[1]
            result.edges[operand.number] = (operand, so_far + slope)
        return result

    def _binary(self, other, reflected, rule):
        if isinstance(other, numbers.Number):
            other = Value(other)
        if not isinstance(other, Value):
            return NotImplemented
        left, right = (other, self) if reflected else (self, other)
        data, along_left, along_right = rule(left.data, right.data)
        return self._derived(data, (left, along_left), (right, along_right))

    def __add__(self, other, reflected=False):
        return self._binary(other, reflected, lambda x, y: (x + y, 1, 1))

    def __sub__(self, other, reflected=False):
        return self._binary(other, reflected, lambda x, y: (x - y, 1, -1))

    def __mul__(self, other, reflected=False):
        return self._binary(other, reflected, lambda x, y: (x * y, y, x))

    def __truediv__(self, other, reflected=False):
        return self._binary(other, reflected, lambda x, y: (x / y, 1 / y, -(x / y) / y))

    def __radd__(self, other):
        return self.__add__(other, True)

    def __rsub__(self, other):
        return self.__sub__(other, True)

    def __rmul__(self, other):
        return self.__mul__(other, True)

    def __rtruediv__(self, other):
        return self.__truediv__(other, True)

    def __pow__(self, exponent):
        slope = 0.0 if exponent == 0 else exponent * self.data**exponent / self.data if self.data else exponent == 1
        return self._derived(self.data**exponent, (self, slope))

    def __neg__(self):
        return self._derived(-self.data, (self, -1))

    def exp(self):
        return self._derived(np.exp(self.data), (self, np.exp(self.data)))

    def log(self):
        if self.data <= 0:
            raise ValueError(f"log of {self.data}")
        return self._derived(np.log(self.data), (self, self.data**-1))

    def tanh(self):
        small = np.exp(-2 * abs(self.data))
        result = np.sign(self.data) * (1 - small) / (1 + small)
        return self._derived(result, (self, 4 * small / (1 + small) ** 2))

    def relu(self):
        return self._derived(self.data * (self.data > 0), (self, np.heaviside(self.data, 0.0)))

    def backward(self):
        flow, heap = {self.number: [self, 1.0]}, [-self.number]
        while heap:
            node, arrived = flow[-heapq.heappop(heap)]
            node.grad += arrived
            for number, (operand, slope) in node.edges.items():
                if number not in flow:
                    flow[number] = [operand, 0.0]
                    heapq.heappush(heap, -number)
                flow[number][1] += slope * arrived
