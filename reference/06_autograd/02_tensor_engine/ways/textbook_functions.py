import numpy as np


class Function:
    def __call__(self, *inputs):
        self.inputs = [x if isinstance(x, Tensor) else Tensor(x) for x in inputs]
        self.generation = max(x.generation for x in self.inputs)
        output = Tensor(self.forward(*[x.data for x in self.inputs]))
        output.creator, output.generation = self, self.generation + 1
        self.output = output
        return output


def sum_to(x, shape):
    lead = x.ndim - len(shape)
    axis = tuple(i + lead for i, sx in enumerate(shape) if sx == 1)
    y = x.sum(tuple(range(lead)) + axis, keepdims=True)
    return y.squeeze(tuple(range(lead))) if lead > 0 else y


class Add(Function):
    def forward(self, x0, x1):
        return x0 + x1

    def backward(self, gy):
        return [sum_to(gy, x.data.shape) for x in self.inputs]


class Mul(Function):
    def forward(self, x0, x1):
        return x0 * x1

    def backward(self, gy):
        x0, x1 = (x.data for x in self.inputs)
        return sum_to(gy * x1, x0.shape), sum_to(gy * x0, x1.shape)


class Sub(Function):
    def forward(self, x0, x1):
        return x0 - x1

    def backward(self, gy):
        x0, x1 = (x.data for x in self.inputs)
        return sum_to(gy, x0.shape), sum_to(-gy, x1.shape)


class Div(Function):
    def forward(self, x0, x1):
        return x0 / x1

    def backward(self, gy):
        x0, x1 = (x.data for x in self.inputs)
        return sum_to(gy / x1, x0.shape), sum_to(gy * (-x0 / x1**2), x1.shape)


class Neg(Function):
    def forward(self, x):
        return -x

    def backward(self, gy):
        return (-gy,)


class Pow(Function):
    def __init__(self, c):
        self.c = c

    def forward(self, x):
        return x**self.c

    def backward(self, gy):
        x = self.inputs[0].data
        return (self.c * x ** (self.c - 1) * gy,)


class MatMul(Function):
    def forward(self, x, W):
        return x.dot(W)

    def backward(self, gy):
        x, W = (x.data for x in self.inputs)
        return gy.dot(W.T), x.T.dot(gy)


class Sum(Function):
    def __init__(self, axis, keepdims):
        self.axis, self.keepdims = axis, keepdims

    def forward(self, x):
        return x.sum(axis=self.axis, keepdims=self.keepdims)

    def backward(self, gy):
        shape = self.inputs[0].data.shape
        if not (len(shape) == 0 or self.axis is None or self.keepdims):
            axis = [self.axis] if np.isscalar(self.axis) else self.axis
            axis = sorted(a if a >= 0 else a + len(shape) for a in axis)
            kept = list(gy.shape)
            for a in axis:
                kept.insert(a, 1)
            gy = gy.reshape(kept)
        return (np.broadcast_to(gy, shape),)


class Reshape(Function):
    def __init__(self, shape):
        self.shape = shape

    def forward(self, x):
        return x.reshape(self.shape)

    def backward(self, gy):
        return (gy.reshape(self.inputs[0].data.shape),)


class ReLU(Function):
    def forward(self, x):
        return np.maximum(x, 0.0)

    def backward(self, gy):
        return (gy * (self.inputs[0].data > 0),)


class Exp(Function):
    def forward(self, x):
        return np.exp(x)

    def backward(self, gy):
        return (gy * self.output.data,)


class Log(Function):
    def forward(self, x):
        return np.log(x)

    def backward(self, gy):
        return (gy / self.inputs[0].data,)


class Tensor:
    def __init__(self, data):
        self.data = np.asarray(data, dtype=float)
        self.grad = None
        self.creator = None
        self.generation = 0

    def backward(self, gradient=None):
        if gradient is None:
            if self.data.size != 1:
                raise ValueError("gradient can be implicitly created only for scalar outputs")
            gradient = np.ones_like(self.data)
        self.grad = gradient
        funcs, seen = [], set()

        def add_func(f):
            if f is not None and f not in seen:
                funcs.append(f)
                seen.add(f)
                funcs.sort(key=lambda x: x.generation)

        add_func(self.creator)
        while funcs:
            f = funcs.pop()
            for x, gx in zip(f.inputs, f.backward(f.output.grad), strict=True):
                x.grad = gx if x.grad is None else x.grad + gx
                add_func(x.creator)
            f.output.grad = None

    def sum(self, axis=None, keepdims=False):
        return Sum(axis, keepdims)(self)

    def mean(self, axis=None, keepdims=False):
        y = self.sum(axis, keepdims)
        return y * (y.data.size / self.data.size)

    def relu(self):
        return ReLU()(self)

    def exp(self):
        return Exp()(self)

    def log(self):
        return Log()(self)

    def reshape(self, *shape):
        return Reshape(shape)(self)


Tensor.__add__ = lambda x0, x1: Add()(x0, x1)
Tensor.__radd__ = lambda x0, x1: Add()(x1, x0)
Tensor.__mul__ = lambda x0, x1: Mul()(x0, x1)
Tensor.__rmul__ = lambda x0, x1: Mul()(x1, x0)
Tensor.__sub__ = lambda x0, x1: Sub()(x0, x1)
Tensor.__rsub__ = lambda x0, x1: Sub()(x1, x0)
Tensor.__truediv__ = lambda x0, x1: Div()(x0, x1)
Tensor.__rtruediv__ = lambda x0, x1: Div()(x1, x0)
Tensor.__neg__ = lambda x: Neg()(x)
Tensor.__pow__ = lambda x, c: Pow(c)(x)
Tensor.__matmul__ = lambda x, W: MatMul()(x, W)
