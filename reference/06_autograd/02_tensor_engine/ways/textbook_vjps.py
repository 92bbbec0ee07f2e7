import numpy as np


def unbroadcast(g, x):
    while np.ndim(g) > np.ndim(x):
        g = np.sum(g, axis=0)
    for axis, size in enumerate(np.shape(x)):
        if size == 1:
            g = np.sum(g, axis=axis, keepdims=True)
    return g


class Tensor:
    def __init__(self, data, parents=(), vjps=()):
        self.data = np.array(data, dtype=np.float64)
        self.grad = np.zeros_like(self.data)
        self.parents, self.vjps = parents, vjps

    @staticmethod
    def _binary(f, vjp_x, vjp_y):
        def op(x, y):
            x = x if isinstance(x, Tensor) else Tensor(x)
            y = y if isinstance(y, Tensor) else Tensor(y)
            return Tensor(
                f(x.data, y.data),
                (x, y),
                (
                    lambda g: unbroadcast(vjp_x(g, x.data, y.data), x.data),
                    lambda g: unbroadcast(vjp_y(g, x.data, y.data), y.data),
                ),
            )

        return op

    def _unary(self, value, vjp):
        return Tensor(value, (self,), (vjp,))

    def __neg__(self):
        return self._unary(-self.data, lambda g: -g)

    def __pow__(self, n):
        return self._unary(self.data**n, lambda g: g * n * self.data ** (n - 1))

    def __matmul__(self, other):
        return Tensor(self.data @ other.data, (self, other), (lambda g: g @ other.data.T, lambda g: self.data.T @ g))

    def exp(self):
        ans = np.exp(self.data)
        return self._unary(ans, lambda g: ans * g)

    def log(self):
        return self._unary(np.log(self.data), lambda g: g / self.data)

    def relu(self):
        return self._unary(self.data.clip(0), lambda g: g * (self.data > 0))

    def reshape(self, *shape):
        return self._unary(np.reshape(self.data, shape), lambda g: np.reshape(g, np.shape(self.data)))

    def sum(self, axis=None, keepdims=False):
        def vjp(g):
            if not keepdims and axis is not None:
                g = np.expand_dims(g, axis)
            return np.broadcast_to(g, self.data.shape)

        return self._unary(np.sum(self.data, axis=axis, keepdims=keepdims), vjp)

    def mean(self, axis=None, keepdims=False):
        n = self.data.size if axis is None else self.data.shape[axis]

        def vjp(g):
            if not keepdims and axis is not None:
                g = np.expand_dims(g, axis)
            return np.broadcast_to(g, self.data.shape) / n

        return self._unary(np.mean(self.data, axis=axis, keepdims=keepdims), vjp)

    def backward(self, gradient=None):
        if gradient is None:
            if self.data.size > 1:
                raise ValueError("give a gradient for more than one number")
            gradient = np.ones_like(self.data)
        outgrads = {self: gradient}
        for node in toposort(self):
            outgrad = outgrads.pop(node)
            if not node.parents:
                node.grad = node.grad + outgrad
            for parent, vjp in zip(node.parents, node.vjps, strict=True):
                outgrads[parent] = outgrads.get(parent, 0.0) + vjp(outgrad)


Tensor.__add__ = Tensor._binary(lambda x, y: x + y, lambda g, x, y: g, lambda g, x, y: g)
Tensor.__sub__ = Tensor._binary(lambda x, y: x - y, lambda g, x, y: g, lambda g, x, y: -g)
Tensor.__mul__ = Tensor._binary(lambda x, y: x * y, lambda g, x, y: g * y, lambda g, x, y: g * x)
Tensor.__truediv__ = Tensor._binary(lambda x, y: x / y, lambda g, x, y: g / y, lambda g, x, y: -g * x / y**2)
Tensor.__radd__ = lambda x, y: Tensor(y) + x
Tensor.__rsub__ = lambda x, y: Tensor(y) - x
Tensor.__rmul__ = lambda x, y: Tensor(y) * x
Tensor.__rtruediv__ = lambda x, y: Tensor(y) / x


def toposort(end_node):
    child_counts, stack = {}, [end_node]
    while stack:
        node = stack.pop()
        if node in child_counts:
            child_counts[node] += 1
        else:
            child_counts[node] = 1
            stack.extend(node.parents)
    childless_nodes = [end_node]
    while childless_nodes:
        node = childless_nodes.pop()
        yield node
        for parent in node.parents:
            if child_counts[parent] == 1:
                childless_nodes.append(parent)
            else:
                child_counts[parent] -= 1
