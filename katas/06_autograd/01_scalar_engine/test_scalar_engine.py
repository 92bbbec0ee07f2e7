"""A scalar engine remembers how a number was computed, and hands derivatives back along the same ways."""

import math
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, themes
from dojo.scenarios import lines_of_python
from dojo.strategies import arrays

pytestmark = pytest.mark.kata(
    minutes=120,
    targets="python",
    from_scratch=[
        *themes.AUTOGRAD,
        *themes.SYMBOLS,
        *themes.TENSORS,
        *themes.TRANSFORMS,
        *("retain_grad", "full", "full_like", "asarray", "register_hook"),
    ],
    instead="You need the math module, and a record of what each value was computed from.",
)

LETTERS = "abcdefghijklmnop"


@dataclass(frozen=True)
class Program:
    """Steps in Python, such as ``c = a * b``. The leaves are a, b, ..., each step may use all before it."""

    text: str

    def __repr__(self):
        return self.text.replace("; ", "\n")

    @property
    def steps(self):
        return [step.split(" = ") for step in self.text.split("; ") if step]


def run(solution, leaves, program):
    """The values of a program by their names: its leaves, then its steps."""
    nodes = {name: solution.Value(number) for name, number in zip(LETTERS, leaves.tolist(), strict=False)}
    for name, expression in program.steps:
        nodes[name] = eval(expression, {}, nodes)
    return nodes


def last_of(nodes):
    return list(nodes.values())[-1]


def plain(number):
    """A number of any type as a float: whether a slope is 1 or 1.0 is nobody's mistake."""
    return float(number) if isinstance(number, (int, float, np.integer, np.floating)) else number


def every_value_after_backward(solution, leaves, program):
    nodes = run(solution, leaves, program)
    last_of(nodes).backward()
    data = {f"{name}.data": plain(node.data) for name, node in nodes.items()}
    return data | {f"{name}.grad": plain(nodes[name].grad) for name in reversed(nodes)}


METHODS = ["a.exp()", "b.exp()", "a.log()", "a.tanh()", "b.tanh()", "a.relu()"]
OPERATIONS = [
    *("a + b", "a + 2", "2 + a", "a * b", "a * 2.5", "2.5 * a", "-a", "a - b", "a - 2", "2 - a"),
    *("a ** 3", "b ** 2", "a ** -2", "b ** -1", "a ** 0.5", "b ** 3.0", "a ** 0", "a / b", "a / 4", "4 / a", "4 / b"),
    *("a.exp()", "b.exp()", "a.log()", "a.tanh()", "b.tanh()", "a.relu()", "b.relu()"),
]
"""Each operation with operands of either sign and on either side; b is negative."""

# What programs are drawn from: x and y are values so far, k is a constant. Some steps keep away from a pole at x = 0.
TWO_VALUES = ["{x} + {y}", "{x} * {y}", "{x} - {y}", "{y} - {x}", "sum([{x}, {y}])"]
ONE_VALUE = ["-{x}", "{x} ** 2", "{x} ** 3", "{x} ** 1", "{x}.exp()", "{x}.tanh()"]
WITH_A_NUMBER = ["{x} + {k}", "{k} + {x}", "{x} - {k}", "{k} - {x}", "{x} * {k}", "{k} * {x}", "{x} / {k}"]
AWAY_FROM_ZERO = ["{y} / {x}", "{k} / {x}", "{x} ** -1", "{x} ** -2"]
POSITIVE = ["{x}.log()", "{x} ** 0.5", "{x} ** 2.5", "{x} ** -1.5"]


class Number(float):
    """A float with the methods of a Value, to see where a program is going."""

    def exp(self):
        return math.exp(self)

    def log(self):
        return math.log(self)

    def tanh(self):
        return math.tanh(self)

    def relu(self):
        return max(self, 0.0)


@st.composite
def programs(draw, leaves=None):
    """Leaves, and a program in which values are used again.

    Values stay within 2, and no operand of a quotient, a root or a logarithm comes nearer to 0 than 1/2: so the
    slopes of a step never add up to more than 8. The kink of relu is met at leaves, or not at all.
    """
    if leaves is None:
        leaves = arrays(st.integers(1, 3).map(lambda n: (n,)), np.float64, magnitude=2.0, layouts=False)
    leaves = draw(leaves)
    values = {name: Number(number) for name, number in zip(LETTERS, leaves.tolist(), strict=False)}
    steps = []
    for name in LETTERS[len(leaves) : len(leaves) + draw(st.integers(1, 8))]:
        x, y = draw(st.sampled_from([*values][:-3:-1])), draw(st.sampled_from([*values]))
        k = draw(st.sampled_from([2, 1, -1, 0.5, -2.0, 3]))
        others = ONE_VALUE + WITH_A_NUMBER
        others += AWAY_FROM_ZERO * (abs(values[x]) >= 1 / 2) + POSITIVE * (values[x] >= 1 / 2)
        others += ["{x}.relu()"] * (x in LETTERS[: len(leaves)] or abs(values[x]) >= 1 / 16)
        expressions = [step.format(x=x, y=y, k=k) for step in draw(st.sampled_from([TWO_VALUES, others]))]
        results = {expression: Number(eval(expression, {}, values)) for expression in [*expressions, f"{x}.tanh()"]}
        expression = draw(st.sampled_from([e for e, result in results.items() if abs(result) <= 2]))
        values[name] = results[expression]
        steps.append(f"{name} = {expression}")
    return leaves, Program("; ".join(steps))


@st.composite
def graphs(draw):
    """A leaf, and a program of sums in which values are used again and again: all its numbers are whole."""
    names, steps = LETTERS[0], []
    for name in LETTERS[1 : 1 + draw(st.integers(2, 8))]:
        x, y = draw(st.permutations([names[-1], draw(st.sampled_from(names))]))
        steps.append(f"{name} = {x} + {draw(st.integers(2, 3))} * {y}")
        names += name
    return np.array([1.0]), Program("; ".join(steps))


def amplification(program):
    """How far rounding may have grown: the slopes of each step add up to 8 at most."""
    return 8.0 ** len(program.steps)


# ---------------------------------------------------------------------------------------- core


def one_part(solution, part, leaves, program):
    return every_value_after_backward(solution, leaves, program)[part]


@pytest.mark.parametrize(("part", "figure"), [("d.data", -4), ("d.grad", 1), ("b.grad", 2), ("a.grad", -2)])
def test_worked_example(kata, part, figure):
    program = Program("c = a * b; d = c + a")
    kata.check_figure(one_part, part, np.array([2.0, -3.0]), program, gives=figure)


def a_new_value(solution, leaves):
    return [[leaf.data, leaf.grad] for leaf in run(solution, leaves, Program("")).values()]


def test_a_new_value_holds_its_number_and_no_gradient(kata):
    kata.check(a_new_value, np.array([1.5, -0.5]))


@pytest.mark.parametrize("expression", OPERATIONS)
def test_each_operation_has_its_slope(kata, expression):
    kata.check(every_value_after_backward, np.array([1.5, -0.75]), Program(f"c = {expression}"))


@pytest.mark.parametrize("expression", [*("a + b", "a * b", "-b", "a - b", "a ** 3", "a / b"), *METHODS])
def test_each_operation_hands_on_the_gradient(kata, expression):
    kata.check(every_value_after_backward, np.array([1.5, -0.75]), Program(f"c = {expression}; d = 3 * c"))


@pytest.mark.parametrize("program", ["b = a.relu()", "b = 3 * a; c = b.relu(); d = -2 * c"])
def test_relu_has_slope_zero_at_zero(kata, program):
    kata.check(every_value_after_backward, np.array([0.0]), Program(program))


@pytest.mark.parametrize("number", [np.array([1.5]), np.array([-1.5])], ids=["positive", "negative"])
def test_relu_asks_its_input_not_the_gradient(kata, number):
    kata.check(every_value_after_backward, number, Program("b = a.relu(); c = a ** 2; d = c - b"))


@pytest.mark.parametrize(
    "program",
    [
        *("c = a + a", "c = a * a", "c = a - a", "c = a / a", "c = sum([a, b, a])"),
        "c = a * b; d = c + a",
        "c = a * b; d = c.tanh(); f = c * 3; g = d * f",  # a diamond
        "c = a * b; d = c.tanh(); f = c * 3; g = f * d",
        "c = a - b; d = c * 2; f = c * d",  # one way to c is longer than the other
        "c = a - b; d = c * 2; f = d.tanh(); g = f * c",
        "c = a - b; d = c * c; f = d + c; g = f * d; h = g - c",
    ],
)
def test_the_ways_to_a_value_add_up(kata, program):
    program = Program(program)
    kata.check(every_value_after_backward, np.array([0.5, -1.5]), program, scale=amplification(program))


@pytest.mark.parametrize("program", ["c = a + b", "c = a * b; d = c * a; f = d + b", "c = 3 * a; d = 3 * b; f = c * d"])
def test_equal_numbers_stay_separate_values(kata, program):
    kata.check(every_value_after_backward, np.array([2.0, 2.0]), Program(program))


@given(graphs())
def test_the_ways_through_any_graph_add_up(kata, leaf_and_program):
    leaf, program = leaf_and_program
    kata.check(every_value_after_backward, leaf, program)


@given(programs())
@example((np.array([2.0]), Program("")))
@example((np.array([2.0, -3.0]), Program("c = a * 3; d = a * a")))
@example((np.array([2.0, -3.0]), Program("c = a - b; d = -c; f = d.relu(); g = f + a")))
def test_agrees_with_torch_at_every_value(kata, leaves_and_program):
    leaves, program = leaves_and_program
    kata.check(every_value_after_backward, leaves, program, scale=amplification(program))


def gradient_descent(solution, start, lr, momentum, steps):
    """Fit the leaves so that tanh(a * x + b) = y in one point, as a training loop would."""
    a, b = (solution.Value(number) for number in start.tolist())
    path = []
    for _ in range(steps):
        loss = ((a * 0.5 + b).tanh() - 0.9) ** 2
        loss.backward()
        for leaf in (a, b):
            leaf.data -= lr * leaf.grad
            leaf.grad *= momentum
        path.append([loss.data, a.data, b.data])
    return path


@pytest.mark.parametrize("momentum", [0.0, 0.5])
def test_a_training_loop_may_set_data_and_grad(kata, momentum):
    kata.check(gradient_descent, np.array([1.25, -0.75]), lr=0.5, momentum=momentum, steps=4)


def network(solution, weights, x):
    """The loss of a layer of tanh units and a sum over all points, and its gradient by each weight."""
    leaves = [[solution.Value(number) for number in row] for row in weights.tolist()]
    loss = 0
    for *inputs, target in x.tolist():
        units = [sum(w * number for w, number in zip(row, [*inputs, 1.0], strict=False)).tanh() for row in leaves]
        loss = loss + (sum(row[-1] * unit for row, unit in zip(leaves, units, strict=True)) - target) ** 2
    loss.backward()
    return [loss.data, *(leaf.grad for row in leaves for leaf in row)]


def test_finds_the_gradient_of_a_small_network(kata):
    weights = np.array([[0.5, -1.0, 0.25, 1.0], [-0.75, 0.5, 0.0, -1.5], [1.0, 1.0, -0.5, 0.75]])
    points = np.array([[i % 3 - 1.0, i % 4 / 2 - 1.0, i % 2] for i in range(16)])
    kata.check(network, weights, points)


def test_is_written_from_scratch(kata):
    program = Program("c = a * b + 2; d = c.tanh() - a.exp() / 3; f = (d ** 2 + 1).log() + b.relu()")
    kata.check_from_scratch(every_value_after_backward, np.array([0.5, -1.5]), program)


# --------------------------------------------------------------------------------------- edges


@edges
def test_a_new_value_may_hold_a_whole_number(kata):
    kata.check(a_new_value, np.array([3, 0]))


@edges
@pytest.mark.parametrize("expression", OPERATIONS)
def test_each_operation_takes_whole_numbers(kata, expression):
    program = Program(f"c = {expression}")
    kata.check(every_value_after_backward, np.array([3, -2]), program, scale=1.0)  # in tanh 1 and t**2 cancel


@edges
@given(programs(leaves=st.lists(st.integers(-2, 2), min_size=1, max_size=3).map(np.array)))
@example((np.array([0]), Program("b = 3 * a; c = b.relu(); d = -2 * c")))
def test_agrees_with_torch_on_whole_numbers(kata, leaves_and_program):
    leaves, program = leaves_and_program
    kata.check(every_value_after_backward, leaves, program, scale=amplification(program))


def operands_after_their_result_was_changed(solution, leaves, expression):
    nodes = run(solution, leaves, Program(f"c = {expression}"))
    last_of(nodes).data, last_of(nodes).grad = 7.5, -2.5
    return [[node.data, node.grad] for node in list(nodes.values())[:-1]]


@edges
@pytest.mark.parametrize(
    "expression",
    [
        *("a + 0", "0 + a", "sum([a])", "a - 0", "a * 1", "1 * a", "a / 1", "a ** 1", "a.relu()"),
        *("a + b", "a - b", "a * b", "a / b", "-a", "a.exp()", "a.tanh()"),
    ],
)
def test_each_operation_makes_a_new_value(kata, expression):
    kata.check(operands_after_their_result_was_changed, np.array([1.5, -0.75]), expression)


def the_leaves_after_several_calls(solution, leaves, program, calls):
    nodes = run(solution, leaves, program)
    for name in calls:
        nodes[name].backward()
    return {f"{name}.grad": plain(nodes[name].grad) for name in LETTERS[: len(leaves)]}


@edges
@pytest.mark.parametrize(
    ("program", "calls"),
    [
        ("c = a * a; d = 3 * a", ["c", "d"]),
        ("c = a * b; d = c + 1; f = c * c", ["d", "f"]),  # c is behind both
        ("c = a * b; d = c * c", ["c", "d"]),
        ("c = a * b; d = c * c", ["d", "c"]),
        ("c = a * b", ["c", "c"]),
        ("c = a * b; d = 2 * c; f = d.exp()", ["f", "f", "f"]),
    ],
)
def test_each_call_of_backward_counts_once(kata, program, calls):
    kata.check(the_leaves_after_several_calls, np.array([2.0, -0.75]), Program(program), calls)


@edges
@given(programs(), st.data())
def test_leaves_add_up_over_the_calls_of_backward(kata, leaves_and_program, data):
    leaves, program = leaves_and_program
    calls = data.draw(st.lists(st.sampled_from([name for name, _ in program.steps]), min_size=2, max_size=3))
    kata.check(the_leaves_after_several_calls, leaves, program, calls, scale=amplification(program))


def the_leaves_as_a_graph_grows(solution, leaves, program):
    """Each value calls backward as soon as it is there; then the next one is computed from it."""
    nodes = run(solution, leaves, Program(""))
    for name, expression in program.steps:
        nodes[name] = eval(expression, {}, nodes)
        nodes[name].backward()
    return {f"{name}.grad": plain(nodes[name].grad) for name in LETTERS[: len(leaves)]}


@edges
@given(programs())
@example((np.array([2.0, -0.75]), Program("c = a * b; d = c + a; f = d.tanh()")))
def test_a_graph_may_grow_between_the_calls(kata, leaves_and_program):
    leaves, program = leaves_and_program
    kata.check(the_leaves_as_a_graph_grows, leaves, program, scale=amplification(program))


@edges
@pytest.mark.parametrize("large", [1000.0, -1000.0])
def test_tanh_of_a_large_value_is_one(kata, large):
    program = Program("b = a.tanh(); c = 3 * b")
    kata.check(every_value_after_backward, np.array([large]), program, scale=1.0)  # 1 and t**2 cancel


@edges
@pytest.mark.parametrize("program", ["b = a.exp()", "b = -a; c = b.exp()", "b = a.log()", "b = 1 / a; c = b.log()"])
@pytest.mark.parametrize("number", [np.array([25.0]), np.array([100.0])], ids=str)
def test_exp_and_log_take_large_and_small_values(kata, program, number):
    kata.check(every_value_after_backward, number, Program(program))


def one_step(solution, leaves, expression):
    return last_of(run(solution, leaves, Program(f"c = {expression}"))).data


@edges
@pytest.mark.parametrize("number", [0.0, -2.0])
def test_log_of_what_is_not_positive_raises(kata, number):
    kata.check_raises(ValueError, one_step, np.array([number]), "a.log()")


@edges
@pytest.mark.parametrize("expression", ["a / b", "2 / b", "a / 0", "a / 0.0"])
def test_division_by_zero_raises(kata, expression):
    kata.check_raises(ZeroDivisionError, one_step, np.array([1.5, 0.0]), expression)


def a_long_chain(solution, start, steps):
    leaf = solution.Value(start.tolist()[0])
    node = leaf
    for step in range(steps):
        node = node * 0.5 + leaf if step % 2 else leaf + 0.5 * node
    node.backward()
    return {"result": node.data, "gradient": leaf.grad}


@edges
def test_reaches_back_through_two_thousand_steps(kata):
    kata.check(a_long_chain, np.array([1.5]), steps=2000)


def work_of_a_chain(solution, start, steps):
    """Whether a chain four times as long takes about four times the work, and not sixteen times."""
    short, long = (lines_of_python(a_long_chain, solution, start, n) for n in (steps, 4 * steps))
    return {"the work grows with the number of operations, not with its square": long < 8 * short}


@edges
def test_the_work_grows_with_the_values_not_with_their_square(kata):
    kata.check(work_of_a_chain, np.array([1.5]), steps=50)


def doubling_again_and_again(solution, start, doublings):
    """Each doubling makes twice as many ways to the leaf; thousands of other values have nothing to do with it."""
    _others = [solution.Value(1.0) for _ in range(3000)]
    nodes = [solution.Value(start.tolist()[0])]
    for _ in range(doublings):
        nodes.append(nodes[-1] + nodes[-1])
    some, all_ = (lines_of_python(node.backward) for node in (nodes[-4], nodes[-1]))
    return {
        "gradient": nodes[0].grad,
        "passes each value once, not each way": all_ < 4 * some,  # three doublings make eight times as many ways
        "values that play no part cost nothing": all_ < 200 * doublings,
    }


@edges
def test_the_work_grows_with_the_values_not_with_the_ways(kata):
    kata.check(doubling_again_and_again, np.array([1.5]), doublings=13)
