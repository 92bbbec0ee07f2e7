import math


class Context:
    def save_for_backward(self, *values):
        self.saved_values = values


class Function:
    @classmethod
    def apply(cls, *inputs):
        inputs = [x if isinstance(x, Value) else Value(x) for x in inputs]
        ctx = Context()
        data = cls.forward(ctx, *(x.data for x in inputs))
        return Value(data, cls, ctx, inputs)


class Add(Function):
    @staticmethod
    def forward(ctx, a, b):
        return a + b

    @staticmethod
    def backward(ctx, d_output):
        return d_output, d_output


class Mul(Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        return a * b

    @staticmethod
    def backward(ctx, d_output):
        a, b = ctx.saved_values
        return b * d_output, a * d_output


class Inv(Function):
    @staticmethod
    def forward(ctx, a):
        ctx.save_for_backward(a)
        return 1.0 / a

    @staticmethod
    def backward(ctx, d_output):
        (a,) = ctx.saved_values
        return (-(1.0 / a**2) * d_output,)


class Neg(Function):
    @staticmethod
    def forward(ctx, a):
        return -a

    @staticmethod
    def backward(ctx, d_output):
        return (-d_output,)


class Log(Function):
    @staticmethod
    def forward(ctx, a):
        ctx.save_for_backward(a)
        return math.log(a)

    @staticmethod
    def backward(ctx, d_output):
        (a,) = ctx.saved_values
        return (d_output / a,)


class Exp(Function):
    @staticmethod
    def forward(ctx, a):
        out = math.exp(a)
        ctx.save_for_backward(out)
        return out

    @staticmethod
    def backward(ctx, d_output):
        (out,) = ctx.saved_values
        return (out * d_output,)


class Tanh(Function):
    @staticmethod
    def forward(ctx, a):
        out = math.tanh(a)
        ctx.save_for_backward(out)
        return out

    @staticmethod
    def backward(ctx, d_output):
        (out,) = ctx.saved_values
        return ((1.0 - out**2) * d_output,)


class ReLU(Function):
    @staticmethod
    def forward(ctx, a):
        ctx.save_for_backward(a)
        return a if a > 0 else 0.0

    @staticmethod
    def backward(ctx, d_output):
        (a,) = ctx.saved_values
        return (d_output if a > 0 else 0.0,)


class Pow(Function):
    @staticmethod
    def forward(ctx, a, k):
        ctx.save_for_backward(a, k)
        return a**k

    @staticmethod
    def backward(ctx, d_output):
        a, k = ctx.saved_values
        return k * a ** (k - 1) * d_output, 0.0


class Value:
    def __init__(self, data, last_fn=None, ctx=None, inputs=()):
        self.data = data
        self.grad = 0.0
        self.last_fn = last_fn
        self.ctx = ctx
        self.inputs = inputs

    def __add__(self, b):
        return Add.apply(self, b)

    def __radd__(self, b):
        return Add.apply(b, self)

    def __sub__(self, b):
        return Add.apply(self, Neg.apply(b))

    def __rsub__(self, b):
        return Add.apply(b, Neg.apply(self))

    def __mul__(self, b):
        return Mul.apply(self, b)

    def __rmul__(self, b):
        return Mul.apply(b, self)

    def __truediv__(self, b):
        return Mul.apply(self, Inv.apply(b))

    def __rtruediv__(self, b):
        return Mul.apply(b, Inv.apply(self))

    def __pow__(self, k):
        return Pow.apply(self, k)

    def __neg__(self):
        return Neg.apply(self)

    def exp(self):
        return Exp.apply(self)

    def log(self):
        return Log.apply(self)

    def tanh(self):
        return Tanh.apply(self)

    def relu(self):
        return ReLU.apply(self)

    def backward(self):
        order, seen = [], set()

        def visit(variable):
            if id(variable) in seen:
                return
            seen.add(id(variable))
            for parent in variable.inputs:
                visit(parent)
            order.insert(0, variable)

        visit(self)
        derivatives = {id(self): 1.0}
        for variable in order:
            d_output = derivatives[id(variable)]
            variable.grad += d_output
            if variable.last_fn is not None:
                for parent, d in zip(variable.inputs, variable.last_fn.backward(variable.ctx, d_output), strict=True):
                    derivatives[id(parent)] = derivatives.get(id(parent), 0.0) + d
