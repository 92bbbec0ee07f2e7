"""The same interface over torch's autograd: a Tensor holds a float64 tensor of torch's."""

import numpy as np
import torch


class Tensor:
    """An array that remembers how it was computed."""

    __array_ufunc__ = None

    def __init__(self, data):
        if isinstance(data, torch.Tensor):
            self._tensor = data
        else:
            self._tensor = torch.tensor(np.asarray(data, np.float64)).requires_grad_()

    @property
    def data(self):
        return self._tensor.detach().numpy()

    @data.setter
    def data(self, numbers):
        self._tensor.data = torch.tensor(np.asarray(numbers, np.float64))

    @property
    def grad(self):
        return np.zeros(self.data.shape) if self._tensor.grad is None else self._tensor.grad.numpy()

    @grad.setter
    def grad(self, numbers):
        self._tensor.grad = None if numbers is None else torch.tensor(np.asarray(numbers, np.float64))

    def __add__(self, other):
        return Tensor(self._tensor + _tensor(other))

    def __sub__(self, other):
        return Tensor(self._tensor - _tensor(other))

    def __mul__(self, other):
        return Tensor(self._tensor * _tensor(other))

    def __truediv__(self, other):
        return Tensor(self._tensor / _tensor(other))

    def __matmul__(self, other):
        return Tensor(self._tensor @ _tensor(other))

    def __radd__(self, other):
        return Tensor(_tensor(other) + self._tensor)

    def __rsub__(self, other):
        return Tensor(_tensor(other) - self._tensor)

    def __rmul__(self, other):
        return Tensor(_tensor(other) * self._tensor)

    def __rtruediv__(self, other):
        return Tensor(_tensor(other) / self._tensor)

    def __rmatmul__(self, other):
        return Tensor(_tensor(other) @ self._tensor)

    def __pow__(self, exponent):
        return Tensor(self._tensor**exponent)

    def __neg__(self):
        return Tensor(-self._tensor)

    def sum(self, axis=None, keepdims=False):
        axis = tuple(range(self._tensor.ndim)) if axis is None else axis
        return Tensor(self._tensor.sum(axis, keepdim=keepdims) if axis != () else self._tensor.clone())

    def mean(self, axis=None, keepdims=False):
        axis = tuple(range(self._tensor.ndim)) if axis is None else axis
        return Tensor(self._tensor.mean(axis, keepdim=keepdims) if axis != () else self._tensor.clone())

    def relu(self):
        return Tensor(self._tensor.relu())

    def exp(self):
        return Tensor(self._tensor.exp())

    def log(self):
        return Tensor(self._tensor.log())

    def reshape(self, *shape):
        return Tensor(self._tensor.reshape(*shape))

    def backward(self, gradient=None):
        if gradient is None and self._tensor.numel() != 1:
            raise ValueError(f"a gradient is needed for shape {tuple(self._tensor.shape)}")
        gradient = np.ones(self.data.shape) if gradient is None else gradient
        self._tensor.backward(torch.tensor(np.asarray(gradient, np.float64)), retain_graph=True)


def _tensor(other):
    return other._tensor if isinstance(other, Tensor) else torch.tensor(np.asarray(other, np.float64))
