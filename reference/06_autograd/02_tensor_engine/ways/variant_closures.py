"""Each operation leaves a closure that passes the gradient on; intermediate tensors start over in each call."""

import numpy as np


class Tensor:
    __array_ufunc__ = None

    def __init__(self, data, children=()):
        self.data = np.array(data, np.float64)
        self.grad = np.zeros(self.data.shape)
        self.children = children
        self._backward = lambda: None

    @staticmethod
    def wrap(x):
        return x if isinstance(x, Tensor) else Tensor(x)

    def add_grad(self, g):
        g = np.asarray(g)
        g = g.sum(axis=tuple(range(g.ndim - self.data.ndim)))
        for i, (n, m) in enumerate(zip(self.data.shape, g.shape, strict=True)):
            if n != m:
                g = g.sum(axis=i, keepdims=True)
        self.grad = np.zeros(self.data.shape) + g if self.grad is None else self.grad + g

    def _op(self, data, children, rule):
        out = Tensor(data, children)
        out._backward = lambda: rule(out.grad)
        return out

    def __add__(self, other):
        other = Tensor.wrap(other)

        def rule(g):
            self.add_grad(g)
            other.add_grad(g)

        return self._op(self.data + other.data, (self, other), rule)

    def __mul__(self, other):
        other = Tensor.wrap(other)

        def rule(g):
            self.add_grad(g * other.data)
            other.add_grad(g * self.data)

        return self._op(self.data * other.data, (self, other), rule)

    def __matmul__(self, other):
        other = Tensor.wrap(other)
        a, b = self.data, other.data

        def rule(g):
            if a.ndim == 1 and b.ndim == 1:
                self.add_grad(g * b)
                other.add_grad(g * a)
            elif a.ndim == 1:
                self.add_grad((b @ g[..., None])[..., 0])
                other.add_grad(a[:, None] * g[..., None, :])
            elif b.ndim == 1:
                self.add_grad(g[..., None] * b)
                other.add_grad((np.swapaxes(a, -1, -2) @ g[..., None])[..., 0])
            else:
                self.add_grad(g @ np.swapaxes(b, -1, -2))
                other.add_grad(np.swapaxes(a, -1, -2) @ g)

        return self._op(a @ b, (self, other), rule)

    def __pow__(self, exponent):
        assert isinstance(exponent, (int, float))
        if exponent == 0:
            return self._unary(self.data**0, np.zeros_like)
        return self._unary(self.data**exponent, lambda g: g * exponent * self.data ** (exponent - 1))

    def _unary(self, data, pull):
        return self._op(data, (self,), lambda g: self.add_grad(pull(g)))

    def exp(self):
        y = np.exp(self.data)
        return self._unary(y, lambda g: y * g)

    def log(self):
        return self._unary(np.log(self.data), lambda g: g / self.data)

    def relu(self):
        return self._unary(self.data.clip(min=0), lambda g: g * (self.data > 0))

    def reshape(self, *shape):
        return self._unary(self.data.reshape(shape), lambda g: g.reshape(self.data.shape))

    def sum(self, axis=None, keepdims=False):
        def pull(g):
            if axis is not None and not keepdims:
                g = np.expand_dims(g, axis)
            return g + np.zeros(self.data.shape)

        return self._unary(self.data.sum(axis, keepdims=keepdims), pull)

    def mean(self, axis=None, keepdims=False):
        ones = Tensor(np.ones(self.data.shape))
        return self.sum(axis, keepdims) / ones.sum(axis, keepdims).data

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-Tensor.wrap(other))

    def __truediv__(self, other):
        return self * Tensor.wrap(other) ** -1

    def __rsub__(self, other):
        return Tensor.wrap(other) - self

    def __rtruediv__(self, other):
        return Tensor.wrap(other) / self

    def __rmatmul__(self, other):
        return Tensor.wrap(other) @ self

    __radd__ = __add__
    __rmul__ = __mul__

    def backward(self, gradient=None):
        if gradient is None and self.data.size != 1:
            raise ValueError("backward without a gradient needs one number")
        topo, visited, stack = [], {self}, [(self, iter(self.children))]
        while stack:
            node, rest = stack[-1]
            for child in rest:
                if child not in visited:
                    visited.add(child)
                    stack.append((child, iter(child.children)))
                    break
            else:
                topo.append(node)
                stack.pop()
        for node in topo:
            if node.children:
                node.grad = np.zeros(node.data.shape)
        self.add_grad(np.ones(self.data.shape) if gradient is None else gradient)
        for node in reversed(topo):
            node._backward()
