"""A tensor engine: notice that one helper undoes broadcasting for all operations, so that no rule thinks of it."""

import numpy as np


class Tensor:
    """An array that remembers the tensors it came from, and how a gradient goes back to each of them."""

    __array_ufunc__ = None  # array + tensor is left to the tensor

    def __init__(self, data, operands=()):
        self.data = np.asarray(data, dtype=np.float64)
        self.grad = np.zeros(self.data.shape)
        self._operands = operands  # pairs: (tensor, function from the gradient of self to the tensor's)

    def __add__(self, other):
        other = _as_tensor(other)
        return Tensor(self.data + other.data, [(self, lambda g: g), (other, lambda g: g)])

    def __mul__(self, other):
        other = _as_tensor(other)
        a, b = self.data, other.data
        return Tensor(a * b, [(self, lambda g: g * b), (other, lambda g: g * a)])

    def __pow__(self, exponent):
        x = self.data
        slope = exponent * x ** (exponent - 1) if exponent else 0.0  # x ** 0 is 1 at 0, too
        return Tensor(x**exponent, [(self, lambda g: g * slope)])

    def __matmul__(self, other):
        other = _as_tensor(other)
        A = self if self.data.ndim > 1 else self.reshape(1, -1)  # (..., n, k)
        B = other if other.data.ndim > 1 else other.reshape(-1, 1)  # (..., k, m)
        a, b = A.data, B.data
        product = Tensor(a @ b, [(A, lambda g: g @ np.swapaxes(b, -1, -2)), (B, lambda g: np.swapaxes(a, -1, -2) @ g)])
        rows = self.data.shape[-2:-1]  # a vector has none
        columns = other.data.shape[1:][-1:]
        return product.reshape(*product.data.shape[:-2], *rows, *columns)

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + -_as_tensor(other)

    def __truediv__(self, other):
        return self * _as_tensor(other) ** -1

    def __radd__(self, other):
        return _as_tensor(other) + self

    def __rsub__(self, other):
        return _as_tensor(other) - self

    def __rmul__(self, other):
        return _as_tensor(other) * self

    def __rtruediv__(self, other):
        return _as_tensor(other) / self

    def __rmatmul__(self, other):
        return _as_tensor(other) @ self

    def sum(self, axis=None, keepdims=False):
        x = self.data
        kept = np.sum(x, axis=axis, keepdims=True).shape
        total = np.sum(x, axis=axis, keepdims=keepdims)
        return Tensor(total, [(self, lambda g: np.broadcast_to(g.reshape(kept), x.shape))])

    def mean(self, axis=None, keepdims=False):
        total = self.sum(axis, keepdims)
        return total * np.divide(total.data.size, self.data.size)  # 0 / 0 of no numbers is NaN, and no exception

    def relu(self):
        positive = self.data > 0
        return Tensor(np.maximum(self.data, 0.0), [(self, lambda g: g * positive)])  # -inf * False would be NaN

    def exp(self):
        y = np.exp(self.data)
        return Tensor(y, [(self, lambda g: g * y)])

    def log(self):
        x = self.data
        return Tensor(np.log(x), [(self, lambda g: g / x)])

    def reshape(self, *shape):
        before = self.data.shape
        return Tensor(self.data.reshape(shape), [(self, lambda g: g.reshape(before))])

    def backward(self, gradient=None):
        if gradient is None:
            if self.data.size != 1:
                raise ValueError(f"only one number starts from 1; shape {self.data.shape} needs a gradient")
            gradient = np.ones(self.data.shape)
        flow = {self: np.asarray(gradient, dtype=np.float64)}  # of this call alone
        for tensor in reversed(self._in_order()):  # each after everything that it feeds
            tensor.grad = flow[tensor] if tensor.grad is None else tensor.grad + flow[tensor]
            for operand, pull in tensor._operands:
                flow[operand] = flow.get(operand, 0.0) + _sum_to(pull(flow[tensor]), operand.data.shape)

    def _in_order(self):
        """Every tensor behind this one, each after its own operands."""
        order, seen, stack = [], set(), [(self, False)]
        while stack:
            tensor, operands_are_done = stack.pop()
            if operands_are_done:
                order.append(tensor)
            elif tensor not in seen:
                seen.add(tensor)
                stack.append((tensor, True))
                stack.extend((operand, False) for operand, _ in tensor._operands)
        return order


def _as_tensor(other):
    return other if isinstance(other, Tensor) else Tensor(other)


def _sum_to(g, shape):
    """Add up what broadcasting has repeated: (..., n) -> shape."""
    g = g.sum(axis=tuple(range(g.ndim - len(shape))))  # axes in front
    stretched = tuple(i for i, n in enumerate(shape) if n == 1)
    return g.sum(axis=stretched, keepdims=True)
