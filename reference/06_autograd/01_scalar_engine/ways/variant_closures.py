"""Each operation leaves a closure that passes the gradient on; intermediate values start over in each call."""

import math


class Value:
    def __init__(self, data, children=()):
        self.data = data
        self.grad = 0
        self.children = children
        self._backward = lambda: None

    @staticmethod
    def wrap(x):
        return x if isinstance(x, Value) else Value(x)

    def __add__(self, other):
        other = Value.wrap(other)
        out = Value(self.data + other.data, (self, other))

        def _backward():
            self.grad += out.grad
            other.grad += out.grad

        out._backward = _backward
        return out

    def __mul__(self, other):
        other = Value.wrap(other)
        out = Value(self.data * other.data, (self, other))

        def _backward():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = _backward
        return out

    def __pow__(self, exponent):
        assert isinstance(exponent, (int, float))
        return self._unary(self.data**exponent, lambda out: exponent * self.data ** (exponent - 1))

    def _unary(self, data, slope):
        out = Value(data, (self,))

        def _backward():
            self.grad += slope(out) * out.grad

        out._backward = _backward
        return out

    def exp(self):
        return self._unary(math.exp(self.data), lambda out: out.data)

    def log(self):
        return self._unary(math.log(self.data), lambda out: 1 / self.data)

    def tanh(self):
        return self._unary(math.tanh(self.data), lambda out: 1 - out.data**2)

    def relu(self):
        return self._unary(0 if self.data < 0 else self.data, lambda out: out.data > 0)

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __rsub__(self, other):
        return other + (-self)

    def __rtruediv__(self, other):
        return other * self**-1

    __radd__ = __add__
    __rmul__ = __mul__

    def backward(self):
        topo, visited, stack = [], set(), [(self, iter(self.children))]
        visited.add(self)
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
                node.grad = 0
        self.grad = 1.0
        for node in reversed(topo):
            node._backward()
