"""The same interface over torch's autograd: a Value holds a float64 tensor of no axes."""

import torch


class Value:
    """A number that remembers how it was computed."""

    def __init__(self, data):
        self._tensor = torch.as_tensor(data, dtype=torch.float64)
        if self._tensor.requires_grad:
            self._tensor.retain_grad()  # torch forgets the gradient of what is no leaf
        else:
            self._tensor.requires_grad_()

    @property
    def data(self):
        return self._tensor.item()

    @data.setter
    def data(self, number):
        with torch.no_grad():
            self._tensor.fill_(number)

    @property
    def grad(self):
        return 0.0 if self._tensor.grad is None else self._tensor.grad.item()

    @grad.setter
    def grad(self, number):
        self._tensor.grad = torch.tensor(number, dtype=torch.float64)

    def __add__(self, other):
        return Value(self._tensor + _tensor(other))

    def __sub__(self, other):
        return Value(self._tensor - _tensor(other))

    def __mul__(self, other):
        return Value(self._tensor * _tensor(other))

    def __truediv__(self, other):
        if _tensor(other) == 0:
            raise ZeroDivisionError("division by zero")
        return Value(self._tensor / _tensor(other))

    def __radd__(self, other):
        return Value(_tensor(other)) + self

    def __rsub__(self, other):
        return Value(_tensor(other)) - self

    def __rmul__(self, other):
        return Value(_tensor(other)) * self

    def __rtruediv__(self, other):
        return Value(_tensor(other)) / self

    def __pow__(self, exponent):
        return Value(self._tensor**exponent)

    def __neg__(self):
        return Value(-self._tensor)

    def exp(self):
        return Value(self._tensor.exp())

    def log(self):
        if self._tensor <= 0:
            raise ValueError("the logarithm needs a positive number")
        return Value(self._tensor.log())

    def tanh(self):
        return Value(self._tensor.tanh())

    def relu(self):
        return Value(self._tensor.relu())

    def backward(self):
        self._tensor.backward(retain_graph=True)


def _tensor(other):
    return other._tensor if isinstance(other, Value) else torch.tensor(float(other), dtype=torch.float64)
