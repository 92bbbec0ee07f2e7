"""A dataclass of plain records; a value passes on when as many shares have come in as it has uses (Kahn)."""

import math
from collections import Counter, deque
from dataclasses import dataclass, field


@dataclass(eq=False)
class Value:
    data: float
    grad: float = 0.0
    operation: str = ""
    operands: list = field(default_factory=list)

    def __add__(self, other):
        return _apply("add", self, other)

    def __radd__(self, other):
        return _apply("add", other, self)

    def __sub__(self, other):
        return _apply("add", self, _apply("mul", other, -1))

    def __rsub__(self, other):
        return _apply("add", other, _apply("mul", self, -1))

    def __mul__(self, other):
        return _apply("mul", self, other)

    def __rmul__(self, other):
        return _apply("mul", other, self)

    def __truediv__(self, other):
        return _apply("mul", self, _apply("pow", other, -1))

    def __rtruediv__(self, other):
        return _apply("mul", other, _apply("pow", self, -1))

    def __pow__(self, other):
        return _apply("pow", self, other)

    def __neg__(self):
        return _apply("mul", self, -1)

    def exp(self):
        return _apply("exp", self)

    def log(self):
        return _apply("log", self)

    def tanh(self):
        return _apply("tanh", self)

    def relu(self):
        return _apply("relu", self)

    def backward(self):
        uses, queue, seen = Counter(), [self], {id(self)}
        while queue:
            for operand in queue.pop().operands:
                uses[id(operand)] += 1
                if id(operand) not in seen:
                    seen.add(id(operand))
                    queue.append(operand)
        arrived, ready = {id(self): 1.0}, deque([self])
        while ready:
            node = ready.popleft()
            flow = arrived.pop(id(node))
            node.grad = node.grad + flow if not node.operands else flow
            for operand, slope in zip(node.operands, _slopes(node), strict=True):
                arrived[id(operand)] = arrived.get(id(operand), 0.0) + slope * flow
                uses[id(operand)] -= 1
                if not uses[id(operand)]:
                    ready.append(operand)


def _apply(operation, *operands):
    operands = [v if isinstance(v, Value) else Value(v) for v in operands]
    a, b = (operands[0].data, operands[-1].data)
    match operation:
        case "add":
            data = a + b
        case "mul":
            data = a * b
        case "pow":
            data = a**b
        case "exp":
            data = math.exp(a)
        case "log":
            data = math.log(a)
        case "tanh":
            data = math.tanh(a)
        case "relu":
            data = a if a > 0 else 0
    return Value(data, operation=operation, operands=operands)


def _slopes(node):
    if not node.operands:
        return []
    a, b = node.operands[0].data, node.operands[-1].data
    match node.operation:
        case "add":
            return [1, 1]
        case "mul":
            return [b, a]
        case "pow":
            return [b * a ** (b - 1), node.data * math.log(a) if a > 0 else 0.0]
        case "exp":
            return [node.data]
        case "log":
            return [1 / a]
        case "tanh":
            return [(1 - node.data) * (1 + node.data)]
        case "relu":
            return [1 if a > 0 else 0]
