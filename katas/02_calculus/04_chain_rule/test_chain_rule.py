"""A dual number carries its derivative through every operation, by one rule for each and the chain rule for all."""

import math
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, themes

pytestmark = pytest.mark.kata(
    minutes=80,
    targets="python",
    from_scratch=[
        *themes.AUTOGRAD,
        *themes.TENSORS,
        *themes.TRANSFORMS,
        *("forward_ad", "make_dual", "full", "full_like", "asarray", "approx_fprime", "approx_derivative"),
        *themes.SYMBOLS,
    ],
    instead="You need the math module, and the rule of each operation.",
)


@dataclass(frozen=True)
class Function:
    """A function of x, from its text in Python."""

    text: str
    steps: int = 2

    def __repr__(self):
        return f"f(x) = {self.text}"

    def __call__(self, x):
        return eval(self.text, {}, {"x": x})

    @property
    def amplification(self):
        """How far rounding may have grown: the slopes of each step add up to 10 at most."""
        return 10.0 ** (self.steps + 1)


class Number(float):
    """A float with the methods of a Dual, to see where a function is going."""

    def exp(self):
        return math.exp(self)

    def log(self):
        return math.log(self)

    def tanh(self):
        return math.tanh(self)

    def sin(self):
        return math.sin(self)


# What functions are drawn from: u and v are made so far, k is a constant. Some steps keep away from a pole at u = 0.
TWO = ["({u} + {v})", "({u} * {v})", "({u} - {v})", "({v} - {u})", "sum([{u}, {v}])"]
POWERS = ["({u} ** 1)", "({u} ** 2)", "({u} ** 3)"]
ONE = ["(-{u})", "{u}.exp()", "{u}.tanh()", "{u}.sin()", *POWERS]
NUMBER_ON_THE_RIGHT = ["({u} + {k})", "({u} - {k})", "({u} * {k})", "({u} / {k})"]
NUMBER_ON_THE_LEFT = ["({k} + {u})", "({k} - {u})", "({k} * {u})"]
AWAY_FROM_ZERO = ["({v} / {u})", "({k} / {u})", "({u} ** -1)", "({u} ** -2)"]
POSITIVE = ["{u}.log()", "({u} ** 0.5)", "({u} ** 2.5)", "({u} ** -1.5)"]
UNUSUAL = ["({u} ** 0)", "({u} ** 2.0)", "(2 ** {u})", "(0.5 ** {u})"]
UNUSUAL_AND_POSITIVE = ["({u} ** {v})", "({u} ** {u})"]


@st.composite
def functions(draw, unusual=False):
    """A function, and a place at which nothing on the way is larger than 2, or divides by less than 1/2.

    What is unusual are exponents that vary, are zero, or are whole numbers written as floats.
    """
    x = draw(st.floats(-2, 2, allow_subnormal=False) | st.sampled_from([0.0, 1.0, -1.0, 0.5, 2.0]))
    parts = [("x", Number(x))]
    for _ in range(draw(st.integers(1, 5))):
        (u, at_u), (v, at_v) = draw(st.sampled_from(parts[:-3:-1])), draw(st.sampled_from(parts))
        k = draw(st.sampled_from([2, 1, -1, 0.5, -2.0, 3]))
        others = ONE + NUMBER_ON_THE_RIGHT + NUMBER_ON_THE_LEFT + UNUSUAL * unusual
        others += AWAY_FROM_ZERO * (abs(at_u) >= 1 / 2) + (POSITIVE + UNUSUAL_AND_POSITIVE * unusual) * (at_u >= 1 / 2)
        steps = [draw(st.sampled_from(TWO)), draw(st.sampled_from(others)), "{u}.tanh()"]
        results = [Number(eval(s.format(u="u", v="v", k=k), {}, {"u": at_u, "v": at_v})) for s in steps]
        made = [(s.format(u=u, v=v, k=k), r) for s, r in zip(steps, results, strict=True) if abs(r) <= 2]
        parts.append(draw(st.sampled_from(made)))
    return Function(parts[-1][0], len(parts) - 1), x


# ------------------------------------------------------------------ scenarios and programs


def one_operation(solution, expression, values, derivatives):
    """What comes out of an operation on a and b, and what is left of these."""
    numbers = zip("ab", values.tolist(), derivatives.tolist(), strict=False)
    duals = {name: solution.Dual(value, derivative) for name, value, derivative in numbers}
    result = eval(expression, {}, duals)
    return {expression: [result.value, result.derivative]} | {n: [d.value, d.derivative] for n, d in duals.items()}


def value_of(solution, f, x):
    return f(solution.Dual(x, 1.0)).value


def root_by_newton(x):
    """the last of y = (y + x / y) / 2, ten times, from y = 1"""
    y = 1.0
    for _ in range(10):
        y = (y + x / y) / 2
    return y


def thousand_sines(x):
    """sin(sin(...sin(x)...)), a thousand times"""
    for _ in range(1000):
        x = x.sin()
    return x


def horner(x):
    """((4 x - 3) x + 2) x - 1"""
    result = 0
    for coefficient in (4, -3, 2, -1):
        result = result * x + coefficient
    return result


def two_names_for_one_number(x):
    """part · up · less / times, where up = x + 1, times = up · x, less = times - 2, part = less / 4, by +=, *=, ..."""
    up = x
    up += 1
    times = up
    times *= x
    less = times
    less -= 2
    part = less
    part /= 4
    return part * up * less / times


def how_often_f_is_called(solution, f, x):
    calls = []

    def counted(x):
        calls.append(x)
        return f(x)

    solution.derivative(counted, x)
    return len(calls)


# ---------------------------------------------------------------------------------------- core


@pytest.mark.parametrize(
    ("text", "x", "slope"),
    [
        *[("(3 * x + 1) ** 2 / x", 1.0, 8.0), ("x ** 2 + 3 * x + 1", 2.0, 7.0), ("x * x.sin() + x ** 2", 0.0, 0.0)],
        *[("2 - x", 3.0, -1.0), ("6 / x", 2.0, -1.5), ("(4 - x) * (8 / x)", 2.0, -8.0)],
    ],
)
def test_worked_example(kata, text, x, slope):
    kata.check_figure("derivative", Function(text), x, gives=slope)


FLOATS = np.array([1.5, -0.75]), np.array([2.0, 0.5])
WHOLE = np.array([3, -2]), np.array([5, 2])
OPERATIONS = [
    *("a + b", "a + 2", "2 + a", "a - b", "a - 2", "2 - a", "-a", "a * b", "a * 2.5", "2.5 * a", "sum([a, b])"),
    *("a / b", "b / a", "a / 4", "4 / a", "4 / b", "a ** 2", "a ** 3", "a ** -2", "a ** 0.5", "b ** 2", "b ** 3"),
    *("a.exp()", "b.exp()", "a.log()", "a.tanh()", "b.tanh()", "a.sin()", "b.sin()"),
]
UNUSUAL_OPERATIONS = [
    *("b ** -1", "b ** 2.0", "b ** 3.0", "b ** -1.0", "a ** 1", "a ** 0", "b ** 0", "a ** 2.5"),
    *("a ** b", "a ** a", "2 ** a", "2 ** b", "0.5 ** a", "2.5 ** b"),
]


@pytest.mark.parametrize("expression", OPERATIONS)
def test_each_operation_has_its_rule(kata, expression):
    kata.check(one_operation, expression, *FLOATS, scale=1)


@pytest.mark.parametrize("expression", ["a + a", "a - a", "a * a", "a / a", "a * a * a", "a.exp() * a", "2 - a - a"])
def test_a_number_may_be_used_again(kata, expression):
    kata.check(one_operation, expression, *FLOATS, scale=1)


@given(functions())
@example((Function("(2 * x).exp()"), 0.25))
@example((Function("(x ** 2).sin() * x"), 1.5))
@example((Function("(1 / x).tanh() - x.log()"), 0.5))
@example((Function("(x - 3) ** 2 / (1 + (-x).exp())"), -1.0))
def test_agrees_with_autograd(kata, function_and_place):
    f, x = function_and_place
    kata.check("derivative", f, x, scale=f.amplification)


@pytest.mark.parametrize("outer", ["({u}).sin()", "({u}) ** 3", "({u}).exp() * ({u})", "1 / (4 + {u})"])
@given(functions())
@example((Function("x ** 2 - 1"), 0.5))
def test_the_outer_slope_is_multiplied_by_the_inner_one(kata, outer, function_and_place):
    g, x = function_and_place
    f, both = Function(outer.format(u="x")), Function(outer.format(u=g.text))
    product = kata.derivative(f, float(kata.run(value_of, g, x))) * kata.derivative(g, x)
    kata.equal(float(kata.derivative(both, x)), product, "f(g(x))' = f'(g(x)) · g'(x)", scale=100 * g.amplification)


@pytest.mark.parametrize("x", [2.0, 0.25])
@pytest.mark.parametrize("f", [root_by_newton, thousand_sines, horner], ids=lambda f: f.__name__)
def test_goes_through_any_program(kata, f, x):
    kata.check("derivative", f, x, scale=10)


def test_is_written_from_scratch(kata):
    f = Function("(x * 2 + 1).tanh() / x - x.exp() ** 2 + x.log() - 2 * x.sin()")
    kata.check_from_scratch("derivative", f, 0.5)


# --------------------------------------------------------------------------------------- edges


@edges
@pytest.mark.parametrize("expression", UNUSUAL_OPERATIONS)
def test_each_power_has_its_rule(kata, expression):
    kata.check(one_operation, expression, *FLOATS, scale=1)


@edges
@pytest.mark.parametrize("expression", OPERATIONS + UNUSUAL_OPERATIONS)
def test_takes_whole_numbers_for_values_and_derivatives(kata, expression):
    kata.check(one_operation, expression, *WHOLE, scale=1)


@edges
@pytest.mark.parametrize("zero", [0.0, -0.0, 0], ids=["0.0", "-0.0", "0"])
@pytest.mark.parametrize(
    "expression",
    [
        *("a ** 0", "a ** 0.0", "a ** 1", "a ** 2", "a ** 2.0", "a ** 3.0", "2 ** a"),
        *("a * b", "b * a", "a / b", "a.exp()", "a.tanh()", "a.sin()"),
    ],
)
def test_each_rule_holds_at_zero(kata, expression, zero):
    kata.check(one_operation, expression, np.array([zero, 3]), np.array([2.0, 0.5]))


@edges
@given(functions(unusual=True))
@example((Function("x ** x"), 1.5))
@example((Function("2 ** (x ** 2)"), 0.5))
@example((Function("(x * x) ** x.sin()"), -1.5))
def test_agrees_with_autograd_on_unusual_powers(kata, function_and_place):
    f, x = function_and_place
    kata.check("derivative", f, x, scale=f.amplification)


@edges
@pytest.mark.parametrize("x", [2.0, 0.25])
def test_operands_stay_as_they_are(kata, x):
    kata.check("derivative", two_names_for_one_number, x, scale=10)


@edges
@pytest.mark.parametrize("x", [2, 0, -3], ids=str)
@pytest.mark.parametrize("text", ["x ** 2", "x", "1 + x * 0", "x.exp() / (1 + x ** 2)"])
def test_takes_a_whole_number(kata, text, x):
    kata.check("derivative", Function(text), x, scale=1)


@edges
@pytest.mark.parametrize("text", ["3", "2.5", "0"])
def test_a_function_that_does_not_depend_on_x_has_the_derivative_zero(kata, text):
    kata.check_figure("derivative", Function(text), 1.5, gives=0.0)


@edges
@pytest.mark.parametrize("text", ["x ** 2", "x.exp() / x"])
def test_calls_the_function_once(kata, text):
    kata.check(how_often_f_is_called, Function(text), 1.5)


@edges
@pytest.mark.parametrize("large", [1000.0, -1000.0, 8.0])
def test_tanh_of_a_large_number_is_next_to_one(kata, large):
    kata.check(one_operation, "a.tanh()", np.array([large]), np.array([2.0]), scale=1)  # 1 and t² cancel


@edges
@pytest.mark.parametrize("value", [100.0, 1e-100])
@pytest.mark.parametrize("expression", ["a.exp()", "(-a).exp()", "a.log()", "(1 / a).log()", "a ** 3", "a.sin()"])
def test_takes_large_and_small_numbers(kata, expression, value):
    kata.check(one_operation, expression, np.array([value]), np.array([2.0]))


@edges
@pytest.mark.parametrize("value", [0.0, -2.0])
def test_log_of_what_is_not_positive_raises(kata, value):
    kata.check_raises(ValueError, one_operation, "a.log()", np.array([value]), np.array([1.0]))


@edges
@pytest.mark.parametrize("expression", ["a / b", "2 / b", "a / 0"])
def test_division_by_zero_raises(kata, expression):
    kata.check_raises(ZeroDivisionError, one_operation, expression, np.array([1.5, 0.0]), np.array([1.0, 2.0]))


@edges
@pytest.mark.parametrize("base", [0.0, -0.75])
@pytest.mark.parametrize("expression", ["b ** a", "{base} ** a"])
def test_a_power_that_varies_needs_a_positive_base(kata, expression, base):
    expression = expression.format(base=f"({base})")
    kata.check_raises(ValueError, one_operation, expression, np.array([1.5, base]), np.array([1.0, 2.0]))
