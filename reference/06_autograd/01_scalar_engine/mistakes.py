"""What beginners hand in for the scalar engine, and what to tell them."""

import math
import typing

from dojo import mistake


class _Engine:
    """A right engine, written as many write it: each mistake below changes one part."""

    def __init__(self, data):
        self.data, self.grad, self.pairs = data, 0.0, ()

    def make(self, data, *pairs):
        result = type(self)(data)
        result.pairs = pairs  # (operand, slope of the result along it)
        return result

    def lift(self, other):
        return other if isinstance(other, _Engine) else type(self)(other)

    def __add__(self, other):
        other = self.lift(other)
        return self.make(self.data + other.data, (self, 1.0), (other, 1.0))

    def __sub__(self, other):
        other = self.lift(other)
        return self.make(self.data - other.data, (self, 1.0), (other, -1.0))

    def __mul__(self, other):
        other = self.lift(other)
        return self.make(self.data * other.data, (self, other.data), (other, self.data))

    def __truediv__(self, other):
        other = self.lift(other)
        return self.make(self.data / other.data, (self, 1 / other.data), (other, -self.data / other.data**2))

    def __radd__(self, other):
        return self.lift(other) + self

    def __rsub__(self, other):
        return self.lift(other) - self

    def __rmul__(self, other):
        return self.lift(other) * self

    def __rtruediv__(self, other):
        return self.lift(other) / self

    def __pow__(self, exponent):
        return self.make(self.data**exponent, (self, exponent * self.data ** (exponent - 1)))

    def __neg__(self):
        return self.make(-self.data, (self, -1.0))

    def exp(self):
        return self.make(math.exp(self.data), (self, math.exp(self.data)))

    def log(self):
        return self.make(math.log(self.data), (self, 1 / self.data))

    def tanh(self):
        t = math.tanh(self.data)
        return self.make(t, (self, 1 - t * t))

    def relu(self):
        return self.make(max(self.data, 0), (self, float(self.data > 0)))

    def order(self):
        """Results before their operands: last in, first out, of a depth-first walk's ends."""
        order, seen, stack = [], set(), [(self, False)]
        while stack:
            node, done = stack.pop()
            if done:
                order.append(node)
            elif id(node) not in seen:
                seen.add(id(node))
                stack.append((node, True))
                stack.extend((operand, False) for operand, _ in node.pairs)
        return order[::-1]

    def start(self, order):
        for node in order:
            if node.pairs:
                node.grad = 0.0
        self.grad = 1.0

    def push(self):
        for operand, slope in self.pairs:
            operand.grad += slope * self.grad

    def backward(self):
        order = self.order()
        self.start(order)
        for node in order:
            node.push()


# ------------------------------------------------------------------------------------------ passing gradients on


@mistake(
    "Value",
    "The leaves hold the derivatives of one call only. They add up over calls, as in torch: backward neither sets their"
    " grad back to zero nor takes the graph apart; whoever wants a fresh start sets grad = 0.0.",
)
class starts_the_leaves_over(_Engine):
    def start(self, order):
        for node in order:
            node.grad = 0.0
        self.grad = 1.0


@mistake(
    "Value",
    "Intermediate values keep the gradient of the last call, and it is passed on again with the new one. Only the"
    " leaves add up over calls: what is passed on must be of this call alone.",
)
class passes_on_what_an_earlier_call_left(_Engine):
    def start(self, order):
        self.grad = 1.0


@mistake(
    "Value",
    "Two values that hold equal numbers are taken for one: a dataclass compares its fields, and 'in' asks ==. Tell"
    " values apart by identity: @dataclass(eq=False), or a set of id(value).",
)
class compares_by_number(_Engine):
    def order(self):
        order, seen, stack = [], set(), [(self, False)]
        while stack:
            node, done = stack.pop()
            if done:
                order.append(node)
            elif (node.data, node.grad) not in seen:
                seen.add((node.data, node.grad))
                stack.append((node, True))
                stack.extend((operand, False) for operand, _ in reversed(node.pairs))
        return order[::-1]


@mistake(
    "Value",
    "A gradient is set where it must be added. A value that is used more than once gets a share from each use, and"
    " the last one overwrites the others: write += where gradients are passed on.",
)
class sets_the_gradient(_Engine):
    def push(self):
        for operand, slope in self.pairs:
            operand.grad = slope * self.grad


@mistake(
    "Value",
    "The seed is missing: the derivative of the result by itself is 1. With a grad of 0 at the start, everything that"
    " is passed back is 0.",
)
class has_no_seed(_Engine):
    def start(self, order):
        pass


@mistake(
    "Value",
    "The slope of the operation is passed on alone. The chain rule multiplies it by the gradient of the operation's"
    " own result, which is only 1 at the very end.",
)
class forgets_the_gradient_of_the_result(_Engine):
    def push(self):
        for operand, slope in self.pairs:
            operand.grad += slope


@mistake(
    "Value",
    "The slope is multiplied by the data of the result. The chain rule wants the grad of the result there.",
)
class multiplies_by_the_data_of_the_result(_Engine):
    def push(self):
        for operand, slope in self.pairs:
            operand.grad += slope * self.data


@mistake(
    "Value",
    "Only the direct operands get a gradient. They must hand theirs on to their own operands, down to the leaves: so"
    " the result comes first in the order and the leaves last. Is it the wrong way round?",
)
class stops_after_one_step(_Engine):
    def order(self):
        return [self]


@mistake(
    "Value",
    "Depth first, a value passes its gradient on as soon as it is met, before all of its uses have added to it. Bring"
    " the values into topological order first: each after everything that it feeds.",
)
class goes_depth_first(_Engine):
    def order(self):
        order, seen, stack = [], set(), [self]
        while stack:
            node = stack.pop()
            if id(node) not in seen:
                seen.add(id(node))
                order.append(node)
                stack.extend(operand for operand, _ in reversed(node.pairs))
        return order


@mistake(
    "Value",
    "Level by level, a value that is near on one way and far on another passes its gradient on before the longer way"
    " has added to it. A topological order puts each value after everything that it feeds.",
)
class goes_level_by_level(_Engine):
    def order(self):
        order, seen, level = [], set(), {id(self): self}
        while level:
            order += level.values()
            seen |= level.keys()
            below = {id(operand): operand for node in level.values() for operand, _ in node.pairs}
            level = {key: node for key, node in below.items() if key not in seen}
        return order


@mistake(
    "Value",
    "A function that calls itself for each operand can't go deeper than Python's limit, about a thousand calls. Keep"
    " the values that are still to be visited in a list of your own.",
)
class recurses(_Engine):
    def order(self):
        order, seen = [], set()

        def visit(node):
            if id(node) not in seen:
                seen.add(id(node))
                for operand, _ in node.pairs:
                    visit(operand)
                order.append(node)

        visit(self)
        return order[::-1]


@mistake(
    "Value",
    "Every way through the graph is walked on its own, and their number can double with each operation. Let all uses"
    " of a value add to its gradient first; then it passes the sum on, once.",
)
class walks_every_way(_Engine):
    def backward(self):
        stack = [(self, 1.0)]
        while stack:
            node, flow = stack.pop()
            node.grad += flow
            stack.extend((operand, slope * flow) for operand, slope in node.pairs)


@mistake(
    "Value",
    "The numbering starts over in each call, so that values made later seem to come before those that they were"
    " computed from. Let the numbers rise as long as there are values.",
)
class numbers_from_one_again(_Engine):
    made = 0

    def __init__(self, data):
        super().__init__(data)
        numbers_from_one_again.made += 1
        self.number = numbers_from_one_again.made

    def order(self):
        numbers_from_one_again.made = 0
        return sorted(super().order(), key=lambda node: -node.number)


@mistake(
    "Value",
    "backward goes through all values that were ever made, also those that play no part: each step of a training takes"
    " longer than the one before. Go from the result to its operands.",
)
class goes_through_all_values(_Engine):
    tape: typing.ClassVar = []

    def __init__(self, data):
        super().__init__(data)
        self.tape.append(self)

    def order(self):
        order, behind = [], {id(self)}
        for node in reversed(self.tape):
            if id(node) in behind:
                order.append(node)
                behind |= {id(operand) for operand, _ in node.pairs}
        return order


@mistake(
    "Value",
    "Each value carries its derivatives by all values behind it. That is forward mode, and its work grows with the"
    " square of their number. Keep the operands and the slopes along them; backward does the rest.",
)
class carries_all_derivatives_along(_Engine):
    def __init__(self, data):
        super().__init__(data)
        self.along = {self: 1.0}

    def make(self, data, *pairs):
        result = super().make(data, *pairs)
        for operand, slope in pairs:
            for node, derivative in operand.along.items():
                result.along[node] = result.along.get(node, 0.0) + slope * derivative
        return result

    def backward(self):
        for node, derivative in self.along.items():
            node.grad += derivative


# ------------------------------------------------------------------------------------------ slopes


@mistake(
    "Value",
    "The slopes of a product are mixed up: along one factor it is the other factor.",
)
class takes_a_factor_for_its_own_slope(_Engine):
    def __mul__(self, other):
        other = self.lift(other)
        return self.make(self.data * other.data, (self, self.data), (other, other.data))


@mistake("Value", "A difference falls when what is subtracted grows: the slope along the second operand is -1.")
class subtracts_with_slope_one(_Engine):
    def __sub__(self, other):
        other = self.lift(other)
        return self.make(self.data - other.data, (self, 1.0), (other, 1.0))


@mistake("Value", "The sign is lost on the way back: -x falls when x grows, so that its slope is -1.")
class negates_with_slope_one(_Engine):
    def __neg__(self):
        return self.make(-self.data, (self, 1.0))


@mistake(
    "Value",
    "The sign of the quotient rule is missing: a / b falls when b grows, where both are positive.",
)
class divides_with_the_wrong_sign(_Engine):
    def __truediv__(self, other):
        other = self.lift(other)
        return self.make(self.data / other.data, (self, 1 / other.data), (other, self.data / other.data**2))


@mistake("Value", "The slope of a / b along b has b squared below the line, not b.")
class divides_without_the_square(_Engine):
    def __truediv__(self, other):
        other = self.lift(other)
        return self.make(self.data / other.data, (self, 1 / other.data), (other, -self.data / other.data))


@mistake(
    "Value",
    "Something small is added to the denominator. That moves every quotient; let a division by zero raise instead.",
)
class guards_the_division(_Engine):
    def __truediv__(self, other):
        other = self.lift(other)
        low = other.data + 1e-8
        return self.make(self.data / low, (self, 1 / low), (other, -self.data / low**2))


@mistake("Value", "The power rule lowers the exponent by one: the slope of x ** n is n * x ** (n - 1), not n * x ** n.")
class keeps_the_exponent(_Engine):
    def __pow__(self, exponent):
        return self.make(self.data**exponent, (self, exponent * self.data**exponent))


@mistake(
    "Value",
    "The power rule brings the exponent down as a factor: without it the slope of x ** 2 is x, half of what it is.",
)
class drops_the_exponent(_Engine):
    def __pow__(self, exponent):
        return self.make(self.data**exponent, (self, self.data ** (exponent - 1)))


@mistake("Value", "exp is its own derivative: the slope is the result exp(x), not x times something or x itself.")
class exp_has_the_slope_of_its_input(_Engine):
    def exp(self):
        return self.make(math.exp(self.data), (self, self.data))


@mistake("Value", "The slope of log(x) is 1/x: one over the input, not over the result.")
class log_divides_by_its_result(_Engine):
    def log(self):
        result = math.log(self.data)
        return self.make(result, (self, 1 / result if result else math.inf))


@mistake(
    "Value",
    "Something small is added inside the logarithm. It moves every result and hides what is not positive; let log"
    " raise ValueError.",
)
class guards_the_logarithm(_Engine):
    def log(self):
        guarded = max(self.data, 0) + 1e-8
        return self.make(math.log(guarded), (self, 1 / guarded))


@mistake(
    "Value",
    "log returns something for a number that is not positive. There is no such logarithm: raise ValueError, as"
    " math.log does.",
)
class log_returns_minus_infinity(_Engine):
    def log(self):
        return super().log() if self.data > 0 else self.make(-math.inf, (self, math.inf))


@mistake("Value", "The slope of tanh is 1 - t**2 where t is the result tanh(x), not the input x.")
class tanh_squares_its_input(_Engine):
    def tanh(self):
        return self.make(math.tanh(self.data), (self, 1 - self.data**2))


@mistake("Value", "The slope of tanh is 1 - t**2: the result is squared.")
class tanh_forgets_the_square(_Engine):
    def tanh(self):
        t = math.tanh(self.data)
        return self.make(t, (self, 1 - t))


@mistake(
    "Value",
    "exp overflows on the way to tanh, which is 1 there to the last digit. math.tanh takes a number of any size.",
)
class tanh_overflows(_Engine):
    def tanh(self):
        e = math.exp(2 * self.data)
        t = (e - 1) / (e + 1)
        return self.make(t, (self, 1 - t * t))


@mistake(
    "Value",
    "At 0 relu has a kink, and any slope from 0 to 1 could be chosen there. Here it is 0, as in torch: > and not >=.",
)
class relu_has_slope_one_at_zero(_Engine):
    def relu(self):
        return self.make(max(self.data, 0), (self, float(self.data >= 0)))


@mistake(
    "Value", "At 0 relu has a kink. The mean of both slopes, 1/2, is a fair choice, but here it is 0, as in torch."
)
class relu_has_slope_half_at_zero(_Engine):
    def relu(self):
        slope = 0.5 if self.data == 0 else float(self.data > 0)
        return self.make(max(self.data, 0), (self, slope))


@mistake("Value", "relu passes its gradient on where its input is negative, too. It is flat there: the slope is 0.")
class relu_lets_everything_through(_Engine):
    def relu(self):
        return self.make(max(self.data, 0), (self, 1.0))


@mistake(
    "Value",
    "relu passes on the positive part of the gradient. It is the input that decides: where it is positive the whole"
    " gradient goes through, whatever its sign.",
)
class relu_cuts_the_gradient(_Engine):
    def relu(self):
        result = self.make(max(self.data, 0), (self, 1.0))

        def push():
            self.grad += max(result.grad, 0.0)

        result.push = push
        return result


# ------------------------------------------------------------------------------------------ numbers


@mistake(
    "Value",
    "2 - x came out as x - 2. In __rsub__(self, other) the other stands on the left: it is other - self.",
)
class subtracts_the_wrong_way_round(_Engine):
    def __rsub__(self, other):
        return self - other


@mistake(
    "Value",
    "2 / x came out as x / 2. In __rtruediv__(self, other) the other stands on the left: it is other / self.",
)
class divides_the_wrong_way_round(_Engine):
    def __rtruediv__(self, other):
        return self / other


@mistake(
    "Value",
    "A number is met where a Value is expected. Wrap it, Value(other) unless it is one already; and for a number on the"
    " left, as in 2 - x, Python looks for the reflected method, __rsub__.",
)
class knows_no_numbers(_Engine):
    def lift(self, other):
        if not isinstance(other, _Engine):
            raise TypeError("a Value is expected")
        return other


@mistake("Value", "The number is cut to a whole one. A Value keeps the number that it is given.")
class cuts_to_whole_numbers(_Engine):
    def __init__(self, data):
        super().__init__(int(data))


@mistake(
    "Value",
    "0 + a, a * 1 or a ** 1 is a itself, so that whoever changes the result changes a. An operation makes a new Value,"
    " also where its number stays the same.",
)
class gives_back_its_operand(_Engine):
    def __radd__(self, other):
        return self if other == 0 else super().__radd__(other)

    def __mul__(self, other):
        return self if other == 1 else super().__mul__(other)

    def __pow__(self, exponent):
        return self if exponent == 1 else super().__pow__(exponent)


@mistake(
    "Value",
    "exp is cut off where its input is large, which changes results and slopes. math.exp goes up to about 709; beyond"
    " that let it raise OverflowError.",
)
class exp_is_cut_off(_Engine):
    def exp(self):
        result = math.exp(min(self.data, 20))
        return self.make(result, (self, result))


@mistake(
    "Value",
    "The result goes into the left operand, as if a + b were a += b. An operator makes a new Value and leaves its"
    " operands alone, for they may be used again.",
)
class adds_in_place(_Engine):
    def __add__(self, other):
        other = self.lift(other)
        self.data += other.data
        return self.make(self.data, (self, 1.0), (other, 1.0))


@mistake("Value", "A new value's grad is None. It starts at 0.0, so that gradients can be added to it.")
class starts_with_none(_Engine):
    def __init__(self, data):
        super().__init__(data)
        self.grad = None

    def start(self, order):
        for node in order:
            node.grad = 0.0 if node.pairs else node.grad or 0.0
        self.grad = 1.0
