"""Tensors are numbered as they are made: falling numbers are a topological order, and a heap keeps it."""

import heapq
import itertools

import numpy as np

_numbers = itertools.count()


class Tensor:
    __array_priority__ = 1000
    __array_ufunc__ = None
    __slots__ = ("data", "edges", "grad", "number")

    def __init__(self, data):
        self.data, self.grad, self.edges, self.number = np.array(data, dtype=float), None, [], next(_numbers)

    def _derived(self, data, *edges):
        result = Tensor(data)
        result.edges = list(edges)
        return result

    def _binary(self, other, reflected, function, along_left, along_right):
        other = other if isinstance(other, Tensor) else Tensor(other)
        left, right = (other, self) if reflected else (self, other)
        x, y = np.broadcast_arrays(left.data, right.data)
        return self._derived(
            function(x, y),
            (left, lambda g: _back(g * along_left(x, y), left.data.shape)),
            (right, lambda g: _back(g * along_right(x, y), right.data.shape)),
        )

    def __add__(self, other, reflected=False):
        return self._binary(other, reflected, np.add, lambda x, y: 1, lambda x, y: 1)

    def __sub__(self, other, reflected=False):
        return self._binary(other, reflected, np.subtract, lambda x, y: 1, lambda x, y: -1)

    def __mul__(self, other, reflected=False):
        return self._binary(other, reflected, np.multiply, lambda x, y: y, lambda x, y: x)

    def __truediv__(self, other, reflected=False):
        return self._binary(other, reflected, np.divide, lambda x, y: 1 / y, lambda x, y: -x / y / y)

    def __radd__(self, other):
        return self.__add__(other, True)

    def __rsub__(self, other):
        return self.__sub__(other, True)

    def __rmul__(self, other):
        return self.__mul__(other, True)

    def __rtruediv__(self, other):
        return self.__truediv__(other, True)

    def __rmatmul__(self, other):
        return Tensor(other) @ self

    def __matmul__(self, other):
        other = other if isinstance(other, Tensor) else Tensor(other)
        x, y = self.data, other.data
        rows = "" if x.ndim == 1 else "i"
        columns = "" if y.ndim == 1 else "k"
        left, right, result = (
            f"...{rows}j" if rows else "j",
            f"...j{columns}" if columns else "j",
            f"...{rows}{columns}",
        )

        def along_left(g):
            full = np.einsum(f"{result},{right}->...{rows}j", g, y)
            return _back(full, x.shape)

        def along_right(g):
            full = np.einsum(f"{left},{result}->...j{columns}", x, g)
            return _back(full, y.shape)

        return self._derived(np.matmul(x, y), (self, along_left), (other, along_right))

    def __pow__(self, exponent):
        x = self.data
        return self._derived(x**exponent, (self, lambda g: g * (exponent * x ** (exponent - 1 if exponent else 0))))

    def __neg__(self):
        return self._derived(-self.data, (self, np.negative))

    def sum(self, axis=None, keepdims=False):
        return self._reduced(axis, keepdims, 1)

    def mean(self, axis=None, keepdims=False):
        axes = range(self.data.ndim) if axis is None else np.atleast_1d(axis)
        count = 1
        for a in axes:
            count *= self.data.shape[a]
        return self._reduced(axis, keepdims, count)

    def _reduced(self, axis, keepdims, count):
        shape = self.data.shape
        axes = tuple(range(len(shape))) if axis is None else tuple(a % len(shape) for a in np.atleast_1d(axis))
        kept = [1 if i in axes else n for i, n in enumerate(shape)]
        total = np.add.reduce(self.data, axis=axes, keepdims=keepdims)
        return self._derived(total / count, (self, lambda g: np.zeros(shape) + g.reshape(kept) / count))

    def relu(self):
        return self._derived(np.where(self.data > 0, self.data, 0), (self, lambda g: np.where(self.data > 0, g, 0)))

    def exp(self):
        y = np.e**self.data
        return self._derived(y, (self, lambda g: g * y))

    def log(self):
        x = self.data.copy()
        return self._derived(np.log(x), (self, lambda g: g / x))

    def reshape(self, *shape):
        return self._derived(self.data.reshape(*shape), (self, lambda g: g.reshape(self.data.shape)))

    def backward(self, gradient=None):
        if gradient is None:
            if self.data.size > 1 or not self.data.size:
                raise ValueError("which gradient?")
            gradient = np.ones_like(self.data)
        flow, heap = {self.number: [self, np.float64(1) * gradient]}, [-self.number]
        while heap:
            tensor, arrived = flow[-heapq.heappop(heap)]
            if not tensor.edges:
                tensor.grad = np.array(arrived) if tensor.grad is None else tensor.grad + arrived
            for operand, pull in tensor.edges:
                if operand.number not in flow:
                    flow[operand.number] = [operand, 0.0]
                    heapq.heappush(heap, -operand.number)
                flow[operand.number][1] = flow[operand.number][1] + pull(arrived)


def _back(g, shape):
    """Ones on the left where axes are missing; then all axes of size 1 are added up at once."""
    padded = (1,) * (np.ndim(g) - len(shape)) + shape
    axes = tuple(i for i, n in enumerate(padded) if n == 1)
    return np.add.reduce(g, axis=axes, keepdims=True).reshape(shape)
