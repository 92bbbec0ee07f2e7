"""A scalar autograd engine: notice that backward collects what flows in this call apart from grad, so that no shared
value and no earlier call is counted twice."""

import math


class Value:
    """A number that remembers the values it came from, and its slope along each of them."""

    def __init__(self, data, operands=()):
        self.data = data
        self.grad = 0.0
        self._operands = operands  # pairs: (value, slope of self along it)

    def __add__(self, other):
        other = _as_value(other)
        return Value(self.data + other.data, [(self, 1.0), (other, 1.0)])

    def __mul__(self, other):
        other = _as_value(other)
        return Value(self.data * other.data, [(self, other.data), (other, self.data)])

    def __pow__(self, exponent):
        return Value(self.data**exponent, [(self, exponent * self.data ** (exponent - 1))])

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + -other

    def __truediv__(self, other):
        return self * _as_value(other) ** -1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return -self + other

    def __rtruediv__(self, other):
        return self**-1 * other

    def exp(self):
        result = math.exp(self.data)
        return Value(result, [(self, result)])

    def log(self):
        return Value(math.log(self.data), [(self, 1 / self.data)])

    def tanh(self):
        result = math.tanh(self.data)
        return Value(result, [(self, 1 - result**2)])

    def relu(self):
        return Value(max(self.data, 0), [(self, 1.0 if self.data > 0 else 0.0)])

    def backward(self):
        flow = dict.fromkeys(self._in_order(), 0.0)  # of this call alone
        flow[self] = 1.0
        for node in reversed(flow):  # each after everything that it feeds
            node.grad += flow[node]
            for operand, slope in node._operands:
                flow[operand] += slope * flow[node]

    def _in_order(self):
        """Every value behind this one, each after its own operands."""
        order, seen, stack = [], set(), [(self, False)]
        while stack:
            node, operands_are_done = stack.pop()
            if operands_are_done:
                order.append(node)
            elif node not in seen:
                seen.add(node)
                stack.append((node, True))
                stack.extend((operand, False) for operand, _ in node._operands)
        return order


def _as_value(number):
    return number if isinstance(number, Value) else Value(number)
