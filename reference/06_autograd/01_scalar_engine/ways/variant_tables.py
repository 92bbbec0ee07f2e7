"""Operators made from tables of functions and slopes, the slopes computed when backward asks for them."""

import math
import operator


class Value:
    __slots__ = ("data", "grad", "origin")

    def __init__(self, data, *origin):
        self.data, self.grad, self.origin = data, 0.0, origin

    def __pow__(self, exponent):
        x = self.data
        return Value(x**exponent, (self, lambda: exponent * x ** (exponent - 1)))

    def backward(self):
        order, seen, stack = [], {id(self)}, [(self, iter(self.origin))]
        while stack:
            value, rest = stack[-1]
            for operand, _ in rest:
                if id(operand) not in seen:
                    seen.add(id(operand))
                    stack.append((operand, iter(operand.origin)))
                    break
            else:
                order.append(value)
                stack.pop()
        arrived = {id(self): 1.0}
        for value in reversed(order):
            flow = arrived[id(value)]
            value.grad = flow if value.origin else value.grad + flow
            for operand, slope in value.origin:
                arrived[id(operand)] = arrived.get(id(operand), 0.0) + slope() * flow


def _binary(function, along_left, along_right):
    def method(self, other):
        other = other if isinstance(other, Value) else Value(other)
        a, b = self.data, other.data
        return Value(function(a, b), (self, lambda: along_left(a, b)), (other, lambda: along_right(a, b)))

    return method, lambda self, other: method(Value(other), self)


def _unary(function, slope):
    def method(self):
        x, y = self.data, function(self.data)
        return Value(y, (self, lambda: slope(x, y)))

    return method


for _name, _rules in {
    "add": (operator.add, lambda a, b: 1, lambda a, b: 1),
    "sub": (operator.sub, lambda a, b: 1, lambda a, b: -1),
    "mul": (operator.mul, lambda a, b: b, lambda a, b: a),
    "truediv": (operator.truediv, lambda a, b: 1 / b, lambda a, b: -a / b / b),
}.items():
    _method, _reflected = _binary(*_rules)
    setattr(Value, f"__{_name}__", _method)
    setattr(Value, f"__r{_name}__", _reflected)

for _name, _rule in {
    "__neg__": (operator.neg, lambda x, y: -1),
    "exp": (math.exp, lambda x, y: y),
    "log": (math.log, lambda x, y: 1 / x),
    "tanh": (math.tanh, lambda x, y: 1 / math.cosh(min(abs(x), 300)) ** 2),
    "relu": (lambda x: max(0, x), lambda x, y: int(x > 0)),
}.items():
    setattr(Value, _name, _unary(*_rule))
