"""What beginners hand in for the scalar engine, and what to tell them."""

import math
import typing

from dojo import edit, ideas, mistake

ideas(
    root_or_square="divides_without_the_square tanh_forgets_the_square",
    sign="subtracts_with_slope_one negates_with_slope_one divides_with_the_wrong_sign",
    swapped_arguments="subtracts_the_wrong_way_round divides_the_wrong_way_round",
    end_of_interval="relu_has_slope_one_at_zero relu_has_slope_half_at_zero",
    order_of_steps=(
        "goes_depth_first calls_backward_of_its_operands marks_what_it_only_plans_to_visit goes_level_by_level"
    ),
    stale_state="passes_on_what_an_earlier_call_left",
    state_not_kept="starts_the_leaves_over forgets_the_gradients_in_between numbers_from_one_again",
    not_accumulated=(
        "sets_the_gradient sets_the_gradient_depth_first sets_the_gradient_in_a_sum sets_the_gradient_in_a_product"
        " keeps_one_slope_for_each_operand"
    ),
    counted_twice="passes_on_the_sum_for_each_use",
    writes_into_input="adds_in_place",
    alias_or_copy="compares_by_number gives_back_its_operand",
    integer_arithmetic="cuts_to_whole_numbers",
    overflow="tanh_overflows",
    epsilon="guards_the_division guards_the_logarithm",
    wrong_exception="log_divides_first division_raises_value_error",
    silent_error="log_returns_minus_infinity log_returns_nan exp_is_cut_off",
    wrong_gradient=(
        "forgets_the_gradient_of_the_result forgets_the_gradient_in_exp forgets_the_gradient_in_log"
        " forgets_the_gradient_in_tanh forgets_the_gradient_in_relu forgets_the_gradient_in_a_power"
        " forgets_the_gradient_in_a_product multiplies_by_the_data_of_the_result takes_a_factor_for_its_own_slope"
        " keeps_the_exponent drops_the_exponent subtracts_one_from_the_power exp_has_the_slope_of_its_input"
        " log_divides_by_its_result tanh_squares_its_input relu_lets_everything_through relu_cuts_the_gradient"
    ),
    wrong_initialisation="seeds_every_value leaves_its_own_grad_at_zero has_no_seed starts_with_none",
    hidden_cost="recurses walks_every_way goes_through_all_values carries_all_derivatives_along",
    wrong_stop="stops_after_one_step",
    partial_case="knows_no_numbers",
)

SETS = (
    "A gradient is set where it should be added to. A value that is used more than once gets a share from each use,"
    " and the last share overwrites the others: use += when you pass gradients on."
)
NO_LOGARITHM = (
    "log returns something for a number that has no logarithm. For 0 or less raise ValueError, as math.log does."
)


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


edit(
    "starts_the_leaves_over",
    "The leaves hold the derivatives of the last call only. They add up over calls, as in PyTorch:"
    " backward must not set their grad back to zero. The caller does that, with x.grad = 0.0.",
    ("node.grad += flow[node]", "node.grad = flow[node]"),
)

edit(
    "passes_on_what_an_earlier_call_left",
    "An intermediate value keeps its gradient from an earlier call and passes it on again with the new one. Only"
    " leaves add up over calls: pass on only what flows in this call.",
    ("slope * flow[node]", "slope * node.grad"),
)


@mistake(
    "Value",
    "Two values that hold equal numbers are treated as one. A dataclass compares its fields, and `in` uses ==. Tell"
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


edit(
    "sets_the_gradient",
    SETS,
    ("flow[operand] += ", "flow[operand] = "),
)


@mistake("Value", SETS)
class sets_the_gradient_depth_first(_Engine):
    def backward(self):
        self.grad, stack = 1.0, [self]
        while stack:
            node = stack.pop()
            node.push()
            stack.extend(operand for operand, _ in reversed(node.pairs))

    def push(self):
        for operand, slope in self.pairs:
            operand.grad = slope * self.grad


class _Assigning(_Engine):
    """Some operations set the gradients of their operands."""

    sets = False

    def push(self):
        for operand, slope in self.pairs:
            operand.grad = slope * self.grad + (0.0 if self.sets else operand.grad)


@mistake("Value", SETS)
class sets_the_gradient_in_a_sum(_Assigning):
    def __add__(self, other):
        result = super().__add__(other)
        result.sets = True
        return result


@mistake("Value", SETS)
class sets_the_gradient_in_a_product(_Assigning):
    def __mul__(self, other):
        result = super().__mul__(other)
        result.sets = True
        return result


@mistake(
    "Value",
    "backward sets the grad of every value it reaches to 1. Only the value it was called on starts at 1: seed that one,"
    " and pass the gradients on in a function of its own.",
)
class seeds_every_value(_Engine):
    def backward(self):
        self.grad = 1.0
        self.push()
        for operand, _ in self.pairs:
            operand.backward()


@mistake(
    "Value",
    "A value that is used twice passes its gradient on twice, and the second time the first share is counted again. Let"
    " all uses add to it first; then pass the sum on, once. A topological order makes sure of that.",
)
class passes_on_the_sum_for_each_use(_Engine):
    def backward(self):
        self.grad, stack = 1.0, [self]
        while stack:
            node = stack.pop()
            node.push()
            stack.extend(operand for operand, _ in reversed(node.pairs))


edit(
    "keeps_one_slope_for_each_operand",
    "The slopes are stored by operand, so a * a or a + a keeps only one of its two. Keep a list of pairs: the same"
    " operand may be in it twice.",
    ("for operand, slope in node._operands:", "for operand, slope in dict(node._operands).items():"),
)

edit(
    "forgets_the_gradients_in_between",
    "Only the leaves have a gradient at the end. Here every value behind the result keeps its own, the"
    " intermediate ones too, and the result has 1.",
    ("node.grad += flow[node]", "if not node._operands:\n    node.grad += flow[node]"),
)

edit(
    "leaves_its_own_grad_at_zero",
    "The result itself ends up with a grad of 0. Its derivative with respect to itself is 1, and belongs in its grad.",
    ("node.grad += flow[node]", "if node is not self:\n    node.grad += flow[node]"),
)

edit(
    "has_no_seed",
    "The seed is missing: the derivative of the result with respect to itself is 1. If its grad starts at"
    " 0, everything passed back is 0.",
    ("flow[self] = 1.0\nfor node", "for node"),
)

edit(
    "forgets_the_gradient_of_the_result",
    "Only the slope of each operation is passed on. The chain rule multiplies it by the gradient of the operation's"
    " own result, which is 1 only at the very end.",
    ("slope * flow[node]", "slope"),
)


class _Forgetting(_Engine):
    """Some operations pass on their slope alone."""

    forgets = False

    def push(self):
        for operand, slope in self.pairs:
            operand.grad += slope * (1.0 if self.forgets else self.grad)

    def forget(self):
        self.forgets = True
        return self


FORGETS = (
    "{} passes on its own slope alone. The chain rule multiplies it by the gradient of its result, which is 1 only at"
    " the very end."
)


@mistake("Value", FORGETS.format("exp"))
class forgets_the_gradient_in_exp(_Forgetting):
    def exp(self):
        return super().exp().forget()


@mistake("Value", FORGETS.format("log"))
class forgets_the_gradient_in_log(_Forgetting):
    def log(self):
        return super().log().forget()


@mistake("Value", FORGETS.format("tanh"))
class forgets_the_gradient_in_tanh(_Forgetting):
    def tanh(self):
        return super().tanh().forget()


@mistake("Value", FORGETS.format("relu"))
class forgets_the_gradient_in_relu(_Forgetting):
    def relu(self):
        return super().relu().forget()


@mistake("Value", FORGETS.format("The power"))
class forgets_the_gradient_in_a_power(_Forgetting):
    def __pow__(self, exponent):
        return super().__pow__(exponent).forget()


@mistake("Value", FORGETS.format("The product"))
class forgets_the_gradient_in_a_product(_Forgetting):
    def __mul__(self, other):
        return super().__mul__(other).forget()


edit(
    "multiplies_by_the_data_of_the_result",
    "The slope is multiplied by the data of the result. The chain rule needs the result's grad there.",
    ("slope * flow[node]", "slope * node.data"),
)


@mistake(
    "Value",
    "Only the direct operands get a gradient. They must pass theirs on to their own operands, down to the"
    " leaves. Check that your order puts the result first and the leaves last.",
)
class stops_after_one_step(_Engine):
    def order(self):
        return [self]


@mistake(
    "Value",
    "A value passes its gradient on as soon as the walk reaches it, before all of its uses have added to"
    " it. Put the values in topological order first: each one after everything computed from it.",
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
    "backward calls itself for each operand, and passes a gradient on before all uses of a value have added to it, or"
    " again with every use. Put the values in topological order first, and pass each sum on once.",
)
class calls_backward_of_its_operands(_Engine):
    def backward(self):
        self.grad = self.grad or 1.0
        self.push()
        for operand, _ in self.pairs:
            operand.backward()


@mistake(
    "Value",
    "A value is marked as seen when it is put on the list, not when it is taken from it. So it stays where its first"
    " use has put it, and may pass its gradient on before a later use has added to it. Mark it when you take it.",
)
class marks_what_it_only_plans_to_visit(_Engine):
    def order(self):
        order, seen, stack = [], {id(self)}, [(self, False)]
        while stack:
            node, done = stack.pop()
            if done:
                order.append(node)
                continue
            stack.append((node, True))
            for operand, _ in node.pairs:
                if id(operand) not in seen:
                    seen.add(id(operand))
                    stack.append((operand, False))
        return order[::-1]


@mistake(
    "Value",
    "Going level by level, a value that is near along one path and far along a second passes its gradient on before"
    " the longer path has added to it. Use a topological order: each value after everything computed from it.",
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
    "A function that calls itself for each operand hits Python's recursion limit, about a thousand calls"
    " deep. Keep the values still to visit in a list of your own.",
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
    "Every path through the graph is walked on its own, and the number of paths can double with each"
    " operation. Let all uses of a value add to its gradient first; then pass the sum on, once.",
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
    "The numbering starts over in each call of backward, so later values seem to come before the ones"
    " they were computed from. Keep one count that only rises.",
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
    "backward goes through every value ever made, including those that the result does not depend on, so each"
    " training step takes longer than the one before. Start at the result and follow its operands.",
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
    "Each value carries its derivatives with respect to all values behind it. That is forward mode, and"
    " its cost grows with the square of the number of operations. Keep only the operands and the slopes"
    " along them, and let backward do the rest.",
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


edit(
    "takes_a_factor_for_its_own_slope",
    "The two slopes of a product are swapped: along one factor, the slope is the other factor.",
    ("[(self, other.data), (other, self.data)]", "[(self, self.data), (other, other.data)]"),
)

edit(
    "subtracts_with_slope_one",
    "The slope of a - b along b is -1: the difference falls when b grows.",
    (
        "return self + -other",
        "other = _as_value(other)\nreturn Value(self.data - other.data, [(self, 1.0), (other, 1.0)])",
    ),
)

edit(
    "negates_with_slope_one",
    "The slope of -x is -1: the result falls when x grows.",
    ("return self * -1", "return Value(-self.data, [(self, 1.0)])"),
)

edit(
    "divides_with_the_wrong_sign",
    "The minus sign of the quotient rule is missing: the slope of a / b along b is -a / b**2.",
    (
        "return self * _as_value(other) ** -1",
        "other = _as_value(other)\n"
        "slopes = 1 / other.data, self.data / other.data**2\n"
        "return Value(self.data / other.data, [(self, slopes[0]), (other, slopes[1])])",
    ),
)

edit(
    "divides_without_the_square",
    "The square of the quotient rule is missing: the slope of a / b along b is -a / b**2.",
    (
        "return self * _as_value(other) ** -1",
        "other = _as_value(other)\n"
        "slopes = 1 / other.data, -self.data / other.data\n"
        "return Value(self.data / other.data, [(self, slopes[0]), (other, slopes[1])])",
    ),
)

edit(
    "guards_the_division",
    "Something small is added to the denominator, which changes every quotient. Leave it out, and let a"
    " division by zero raise.",
    ("_as_value(other) ** -1", "(_as_value(other) + 1e-8) ** -1"),
)

edit(
    "keeps_the_exponent",
    "The power rule lowers the exponent by one: the slope of x ** n is n * x ** (n - 1), not n * x ** n.",
    ("exponent * self.data ** (exponent - 1)", "exponent * self.data**exponent"),
)

edit(
    "drops_the_exponent",
    "The power rule brings the exponent down as a factor: the slope of x ** n is n * x ** (n - 1), not x ** (n - 1).",
    ("exponent * self.data ** (exponent - 1)", "self.data ** (exponent - 1)"),
)

edit(
    "subtracts_one_from_the_power",
    "A power binds more tightly than a minus: x ** n - 1 is (x ** n) - 1. Write n * x ** (n - 1), in parentheses.",
    ("exponent * self.data ** (exponent - 1)", "exponent * self.data**exponent - 1"),
)

edit(
    "exp_has_the_slope_of_its_input",
    "exp is its own derivative: the slope is the result exp(x), not the input x.",
    ("(self, result)", "(self, self.data)"),
)

edit(
    "log_divides_by_its_result",
    "The slope of log(x) is 1/x: one over the input, not over the result.",
    (
        "return Value(math.log(self.data), [(self, 1 / self.data)])",
        "result = math.log(self.data)\nreturn Value(result, [(self, 1 / result)])",
    ),
)

edit(
    "guards_the_logarithm",
    "Something small is added inside the logarithm. That changes every result and hides inputs that are"
    " not positive. Leave it out, and let log raise ValueError.",
    (
        "return Value(math.log(self.data), [(self, 1 / self.data)])",
        "guarded = max(self.data, 0) + 1e-8\nreturn Value(math.log(guarded), [(self, 1 / guarded)])",
    ),
)

edit(
    "log_returns_minus_infinity",
    NO_LOGARITHM,
    (
        "return Value(math.log(self.data), [(self, 1 / self.data)])",
        "if self.data <= 0:\n"
        "    return Value(-math.inf, [(self, math.inf)])\n"
        "return Value(math.log(self.data), [(self, 1 / self.data)])",
    ),
)

edit(
    "log_returns_nan",
    NO_LOGARITHM,
    (
        "return Value(math.log(self.data), [(self, 1 / self.data)])",
        "if self.data <= 0:\n"
        "    return Value(math.nan if self.data else -math.inf, [(self, math.nan)])\n"
        "return Value(math.log(self.data), [(self, 1 / self.data)])",
    ),
)

edit(
    "log_divides_first",
    "log raises ZeroDivisionError for 0, but it should raise ValueError. math.log raises it by itself, if you call"
    " it before you divide by the number.",
    (
        "return Value(math.log(self.data), [(self, 1 / self.data)])",
        "slope = 1 / self.data\nreturn Value(math.log(self.data), [(self, slope)])",
    ),
)

edit(
    "division_raises_value_error",
    "Division by zero raises ValueError, but it should raise ZeroDivisionError. Python raises it by itself, so divide"
    " without a check.",
    (
        "return self * _as_value(other) ** -1",
        "if _as_value(other).data == 0:\n"
        '    raise ValueError("division by zero")\n'
        "return self * _as_value(other) ** -1",
    ),
)

edit(
    "tanh_squares_its_input",
    "The slope of tanh is 1 - t**2, where t is the result tanh(x), not the input x.",
    ("1 - result**2", "1 - self.data**2"),
)

edit(
    "tanh_forgets_the_square",
    "The slope of tanh is 1 - t**2: the result is squared.",
    ("1 - result**2", "1 - result"),
)

edit(
    "tanh_overflows",
    "exp overflows on the way to tanh. math.tanh takes a number of any size.",
    ("result = math.tanh(self.data)", "e = math.exp(2 * self.data)\nresult = (e - 1) / (e + 1)"),
)

edit(
    "relu_has_slope_one_at_zero",
    "At 0 relu has a kink, where any slope from 0 to 1 could be chosen. Here it is 0, as in PyTorch:"
    " compare with >, not >=.",
    ("self.data > 0", "self.data >= 0"),
)

edit(
    "relu_has_slope_half_at_zero",
    "At 0 relu has a kink. The mean of the two slopes, 1/2, would be a sensible choice, but here it is 0, as in"
    " PyTorch.",
    ("1.0 if self.data > 0 else 0.0", "1.0 if self.data > 0 else 0.5 if self.data == 0 else 0.0"),
)

edit(
    "relu_lets_everything_through",
    "relu passes the gradient on even if its input is negative. relu is flat there, so its slope is 0.",
    ("1.0 if self.data > 0 else 0.0", "1.0"),
)


@mistake(
    "Value",
    "relu passes on only the positive part of the gradient. The input decides: if it is positive, the gradient goes"
    " through in full, with either sign.",
)
class relu_cuts_the_gradient(_Engine):
    def relu(self):
        result = self.make(max(self.data, 0), (self, 1.0))

        def push():
            self.grad += max(result.grad, 0.0)

        result.push = push
        return result


# ------------------------------------------------------------------------------------------ numbers


edit(
    "subtracts_the_wrong_way_round",
    "2 - x comes out as x - 2. In __rsub__(self, other) the other number is on the left: return Value(other) - self.",
    ("return -self + other", "return self - other"),
)

edit(
    "divides_the_wrong_way_round",
    "2 / x comes out as x / 2. In __rtruediv__(self, other) the other number is on the left: return Value(other) /"
    " self.",
    ("return self**-1 * other", "return self / other"),
)

edit(
    "knows_no_numbers",
    "A plain number turns up where a Value is expected. Wrap it in Value(...) unless it is one already.",
    ("return number if isinstance(number, Value) else Value(number)", "return number"),
)

edit(
    "cuts_to_whole_numbers",
    "The number is cut to an integer. Keep data as it is given.",
    ("self.data = data", "self.data = int(data)"),
)


@mistake(
    "Value",
    "0 + a, a * 1 or a ** 1 returns a itself, so changing the result changes a. Every operation makes a"
    " new Value, even if the number stays the same.",
)
class gives_back_its_operand(_Engine):
    def __radd__(self, other):
        return self if other == 0 else super().__radd__(other)

    def __mul__(self, other):
        return self if other == 1 else super().__mul__(other)

    def __pow__(self, exponent):
        return self if exponent == 1 else super().__pow__(exponent)


edit(
    "exp_is_cut_off",
    "exp is cut off for large inputs, which changes results and slopes. Use math.exp, and let it raise"
    " OverflowError above about 709.",
    ("math.exp(self.data)", "math.exp(min(self.data, 20))"),
)

edit(
    "adds_in_place",
    "The result is written into the left operand, as if a + b were a += b. Make a new Value and leave the"
    " operands alone: they may be used again.",
    ("return Value(self.data + other.data, ", "self.data += other.data\nreturn Value(self.data, "),
)

edit(
    "starts_with_none",
    "The grad of a new value is None. Start at 0.0, so that gradients can be added to it.",
    ("self.grad = 0.0", "self.grad = None"),
    ("node.grad += flow[node]", "node.grad = (node.grad or 0.0) + flow[node]"),
)
