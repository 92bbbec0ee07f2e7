import numpy as np


class Tensor:
    def __init__(self, data, depends_on=None):
        self.data = np.asarray(data, dtype=np.float64)
        self.depends_on = depends_on or []
        self.grad = np.zeros_like(self.data)

    def backward(self, grad=None):
        """Each tensor passes on at once what reaches it, along every path."""
        if grad is None:
            if self.data.shape != ():
                raise ValueError("grad must be specified for a non-0-tensor")
            grad = np.array(1.0)
        self.grad = self.grad + grad
        for tensor, grad_fn in self.depends_on:
            tensor.backward(grad_fn(grad))

    def __add__(self, other):
        return add(self, ensure_tensor(other))

    def __radd__(self, other):
        return add(ensure_tensor(other), self)

    def __mul__(self, other):
        return mul(self, ensure_tensor(other))

    def __rmul__(self, other):
        return mul(ensure_tensor(other), self)

    def __matmul__(self, other):
        return matmul(self, other)

    def __neg__(self):
        return Tensor(-self.data, [(self, lambda g: -g)])

    def __sub__(self, other):
        return self + -ensure_tensor(other)

    def __rsub__(self, other):
        return ensure_tensor(other) + -self

    def __truediv__(self, other):
        return self * ensure_tensor(other) ** -1

    def __rtruediv__(self, other):
        return ensure_tensor(other) * self**-1

    def __pow__(self, n):
        return Tensor(self.data**n, [(self, lambda g: g * n * self.data ** (n - 1))])

    def exp(self):
        y = np.exp(self.data)
        return Tensor(y, [(self, lambda g: g * y)])

    def log(self):
        return Tensor(np.log(self.data), [(self, lambda g: g / self.data)])

    def relu(self):
        return Tensor(np.where(self.data > 0, self.data, 0), [(self, lambda g: np.where(self.data > 0, g, 0))])

    def reshape(self, *shape):
        return Tensor(self.data.reshape(shape), [(self, lambda g: g.reshape(self.data.shape))])

    def sum(self, axis=None, keepdims=False):
        def grad_fn(g):
            if axis is not None and not keepdims:
                g = np.expand_dims(g, axis)
            return g * np.ones_like(self.data)

        return Tensor(self.data.sum(axis, keepdims=keepdims), [(self, grad_fn)])

    def mean(self, axis=None, keepdims=False):
        s = self.sum(axis, keepdims)
        return s / (self.data.size / s.data.size)


def ensure_tensor(x):
    return x if isinstance(x, Tensor) else Tensor(x)


def handle_broadcast(grad, data):
    ndims_added = grad.ndim - data.ndim
    for _ in range(ndims_added):
        grad = grad.sum(axis=0)
    for i, dim in enumerate(data.shape):
        if dim == 1:
            grad = grad.sum(axis=i, keepdims=True)
    return grad


def add(t1, t2):
    return Tensor(
        t1.data + t2.data,
        [(t1, lambda g: handle_broadcast(g, t1.data)), (t2, lambda g: handle_broadcast(g, t2.data))],
    )


def mul(t1, t2):
    return Tensor(
        t1.data * t2.data,
        [
            (t1, lambda g: handle_broadcast(g * t2.data, t1.data)),
            (t2, lambda g: handle_broadcast(g * t1.data, t2.data)),
        ],
    )


def matmul(t1, t2):
    return Tensor(t1.data @ t2.data, [(t1, lambda g: g @ t2.data.T), (t2, lambda g: t1.data.T @ g)])
