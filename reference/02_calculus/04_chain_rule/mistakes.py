"""What beginners hand in for dual numbers, and what to tell them."""

import math

from dojo import edit, ideas, mistake

ideas(
    sign="divides_with_a_plus subtracts_and_adds_the_derivatives negates_the_value_alone sin_has_minus_cos",
    swapped_arguments=(
        "divides_the_wrong_way_round raises_the_wrong_way_round subtracts_the_wrong_way_round "
        "divides_reflected_the_wrong_way_round reflects_everything_the_wrong_way_round"
    ),
    writes_into_input="adds_in_place writes_into_the_number_with_plus_equals",
    overflow="tanh_overflows",
    epsilon="guards_the_division guards_the_logarithm",
    zero_case="divides_by_zero_in_the_power_of_zero",
    nan_hidden="divides_by_zero_in_silence takes_the_logarithm_in_silence",
    wrong_exception="raises_a_value_error_for_a_division raises_another_error_for_a_base",
    refuses_what_is_allowed="refuses_an_exponent_that_varies",
    gradient_cut=(
        "takes_the_exponent_for_a_constant takes_the_exponent_of_a_dual_for_a_constant takes_the_base_for_a_constant"
    ),
    gradient_let_through="takes_a_number_for_the_variable",
    wrong_gradient=(
        "forgets_the_inner_derivative adds_the_inner_derivative applies_the_function_to_the_derivative "
        "multiplies_the_derivatives keeps_half_of_the_product_rule pairs_a_derivative_with_its_own_value "
        "divides_without_the_square divides_the_derivatives keeps_the_exponent drops_the_exponent "
        "forgets_the_inner_derivative_of_a_power uses_the_power_rule_on_an_exponential "
        "forgets_the_logarithm_of_the_base exp_has_the_slope_of_its_input log_divides_by_its_result "
        "tanh_squares_its_input tanh_forgets_the_square sin_has_the_slope_sin forgets_the_chain_rule_throughout "
        "multiplies_and_divides_the_derivatives"
    ),
    base_or_units="sin_takes_degrees",
    wrong_initialisation="seeds_with_zero seeds_with_x",
    partial_case=(
        "takes_the_logarithm_for_a_float takes_the_logarithm_for_every_power refuses_the_logarithm_in_every_power "
        "multiplies_again_and_again knows_no_numbers lacks_the_reflected_methods breaks_on_a_constant"
    ),
    wrong_formula="tanh_is_flat_too_soon takes_a_difference_quotient",
    other_kind_of_result="returns_the_value returns_the_dual",
)


class _Unreflected:
    """Right dual numbers, but for a number on the left."""

    def __init__(self, value, derivative):
        self.value, self.derivative = value, derivative

    def make(self, value, derivative):
        return type(self)(value, derivative)

    def lift(self, other):
        return other if isinstance(other, _Unreflected) else self.make(other, 0.0)

    def __add__(self, other):
        other = self.lift(other)
        return self.make(self.value + other.value, self.derivative + other.derivative)

    def __sub__(self, other):
        other = self.lift(other)
        return self.make(self.value - other.value, self.derivative - other.derivative)

    def __mul__(self, other):
        other = self.lift(other)
        return self.make(self.value * other.value, self.derivative * other.value + self.value * other.derivative)

    def __truediv__(self, other):
        other = self.lift(other)
        u, du, v, dv = self.value, self.derivative, other.value, other.derivative
        return self.make(u / v, (du * v - u * dv) / v**2)

    def __pow__(self, exponent):
        if isinstance(exponent, _Unreflected):
            return self.varying_power(exponent)
        return self.plain_power(exponent)

    def plain_power(self, n):
        slope = 0.0 if n == 0 else n * self.value ** (n - 1)
        return self.make(self.value**n, slope * self.derivative)

    def varying_power(self, exponent):
        u, v, log = self.value, exponent.value, math.log(self.value)
        along_u, along_v = v * u ** (v - 1), u**v * log
        return self.make(u**v, along_u * self.derivative + along_v * exponent.derivative)

    def __neg__(self):
        return self.make(-self.value, -self.derivative)

    def through(self, result, slope):
        """The result of a function, by the chain rule."""
        return self.make(result, slope * self.derivative)

    def exp(self):
        result = math.exp(self.value)
        return self.through(result, result)

    def log(self):
        return self.through(math.log(self.value), 1 / self.value)

    def tanh(self):
        t = math.tanh(self.value)
        return self.through(t, 1 - t * t)

    def sin(self):
        return self.through(math.sin(self.value), math.cos(self.value))


class _Dual(_Unreflected):
    """Right dual numbers, written as many write them: each mistake below changes one part."""

    def __radd__(self, other):
        return self.lift(other) + self

    def __rsub__(self, other):
        return self.lift(other) - self

    def __rmul__(self, other):
        return self.lift(other) * self

    def __rtruediv__(self, other):
        return self.lift(other) / self

    def __rpow__(self, base):
        return self.lift(base) ** self


# ------------------------------------------------------------------ the chain rule


@mistake(
    "Dual",
    "The derivative that the input carries is missing. The chain rule multiplies the slope of exp, log, tanh or"
    " sin at u by u', the derivative of u.",
)
class forgets_the_inner_derivative(_Dual):
    def through(self, result, slope):
        return self.make(result, slope)


@mistake(
    "Dual",
    "The slope and the inner derivative are added. The chain rule multiplies them: what runs twice as fast inside"
    " runs twice as fast outside.",
)
class adds_the_inner_derivative(_Dual):
    def through(self, result, slope):
        return self.make(result, slope + self.derivative)


@mistake(
    "Dual",
    "The function is applied to the derivative too, as in exp(u'). Take its slope at the value u, and multiply by u'.",
)
class applies_the_function_to_the_derivative(_Dual):
    def exp(self):
        return self.make(math.exp(self.value), math.exp(self.derivative))

    def sin(self):
        return self.make(math.sin(self.value), math.cos(self.derivative))

    def tanh(self):
        return self.make(math.tanh(self.value), math.tanh(self.derivative))


# ------------------------------------------------------------------ sums, products, quotients


edit(
    "multiplies_the_derivatives",
    "The derivative of a product is not the product of the derivatives. Each factor changes while the other"
    " stays: u' v + u v'.",
    ("self.derivative * other.value + self.value * other.derivative", "self.derivative * other.derivative"),
)

edit(
    "keeps_half_of_the_product_rule",
    "Half of the product rule is missing. It is u' v + u v', because either factor may change.",
    ("self.derivative * other.value + self.value * other.derivative", "self.derivative * other.value"),
)

edit(
    "pairs_a_derivative_with_its_own_value",
    "Each derivative is multiplied by its own value, u u' + v v'. In a product it goes with the other factor: u'"
    " v + u v'.",
    (
        "self.derivative * other.value + self.value * other.derivative",
        "self.value * self.derivative + other.value * other.derivative",
    ),
)

edit(
    "divides_with_a_plus",
    "The quotient rule has a minus: u' v - u v'. A quotient falls when its denominator grows.",
    ("self.derivative - quotient", "self.derivative + quotient"),
)

edit(
    "divides_the_wrong_way_round",
    "The two terms of the quotient rule are the wrong way round. It is u' v - u v': the derivative of the"
    " numerator comes first.",
    ("self.derivative - quotient * other.derivative", "quotient * other.derivative - self.derivative"),
)

edit(
    "divides_without_the_square",
    "The quotient rule divides by v², not by v.",
    ("self.derivative - quotient * other.derivative", "self.derivative * other.value - self.value * other.derivative"),
)

edit(
    "divides_the_derivatives",
    "The derivative of a quotient is not the quotient of the derivatives. It is (u' v - u v') / v².",
    (
        "return Dual(quotient, (self.derivative - quotient * other.derivative) / other.value)",
        "return Dual(quotient, self.derivative / other.derivative if other.derivative else math.inf)",
    ),
)

edit(
    "raises_a_value_error_for_a_division",
    "A division by zero raises, but not a ZeroDivisionError. Let Python's own division raise it.",
    ("quotient = self.value", 'if other.value == 0:\n    raise ValueError("division by zero")\nquotient = self.value'),
)

edit(
    "divides_by_zero_in_silence",
    "A division by zero gives infinity or NaN, as NumPy's numbers do. Python's own numbers raise a ZeroDivisionError.",
    (
        "quotient = self.value",
        "if other.value == 0:\n    return Dual(math.inf * self.value, math.nan)\nquotient = self.value",
    ),
)

edit(
    "guards_the_division",
    "A small number is added to the denominator, and that changes every quotient. Let a division by zero raise"
    " instead.",
    (
        "quotient = self.value / other.value\n"
        "return Dual(quotient, (self.derivative - quotient * other.derivative) / other.value)",
        "value = other.value + 1e-8\n"
        "quotient = self.value / value\n"
        "return Dual(quotient, (self.derivative - quotient * other.derivative) / value)",
    ),
)

edit(
    "subtracts_and_adds_the_derivatives",
    "A difference subtracts the derivatives, too: u' - v'.",
    (
        "return self + -other",
        "other = _as_dual(other)\nreturn Dual(self.value - other.value, self.derivative + other.derivative)",
    ),
)

edit(
    "negates_the_value_alone",
    "-u falls when u grows, so the derivative changes its sign too.",
    ("-self.derivative", "self.derivative"),
)


# ------------------------------------------------------------------ powers


edit(
    "keeps_the_exponent",
    "The power rule lowers the exponent by one: n · u ** (n - 1) · u', not n · u ** n · u'.",
    ("exponent * self.value ** (exponent - 1) if exponent != 0 else 0.0", "exponent * self.value**exponent"),
)

edit(
    "drops_the_exponent",
    "The power rule brings the exponent down as a factor: n · u ** (n - 1) · u'.",
    (
        "exponent * self.value ** (exponent - 1) if exponent != 0 else 0.0",
        "self.value ** (exponent - 1) if exponent != 0 else 0.0",
    ),
)

edit(
    "forgets_the_inner_derivative_of_a_power",
    "The chain rule is missing in the power rule: multiply n · u ** (n - 1) by u', the derivative of u.",
    ("slope * self.derivative", "slope"),
)

edit(
    "divides_by_zero_in_the_power_of_zero",
    "u ** 0 is the constant 1 with derivative 0, even at u = 0, where n * u ** (n - 1) divides by zero. Treat an"
    " exponent of 0 separately.",
    (" if exponent != 0 else 0.0", ""),
)

edit(
    "takes_the_logarithm_for_a_float",
    "An int exponent follows the power rule, but 2.0 goes through the logarithm, and (-3) ** 2.0 breaks. The rule"
    " n · u ** (n - 1) · u' holds for every exponent that is a plain number.",
    ("if isinstance(exponent, Dual):", "if not isinstance(exponent, int):"),
)


BY_LOGARITHM = (
    "Every power goes through the logarithm, and a number of 0 or less has none: (-3)² breaks, and so does x² at x = 0."
    " A plain exponent has its own rule, n · u ** (n - 1) · u'."
)


@mistake("Dual", BY_LOGARITHM)
class takes_the_logarithm_for_every_power(_Dual):
    def plain_power(self, n):
        return self.varying_power(self.lift(n))


@mistake("Dual", BY_LOGARITHM)
class refuses_the_logarithm_in_every_power(_Dual):
    def plain_power(self, n):
        if self.value <= 0:
            raise ValueError(f"{self.value} has no logarithm")
        return self.varying_power(self.lift(n))


@mistake(
    "Dual",
    "Repeated multiplication works only if the exponent is a whole number and not negative. The power rule works for"
    " all: n · u ** (n - 1) · u'.",
)
class multiplies_again_and_again(_Dual):
    def plain_power(self, n):
        result = self.make(1.0, 0.0)
        for _ in range(int(n)):
            result = result * self
        return result


EXPONENT_AS_CONSTANT = (
    "A Dual in the exponent is treated as a constant. It varies too: u ** v = exp(v · log u), so v adds u ** v ·"
    " log(u) · v' to the derivative."
)

edit(
    "takes_the_exponent_for_a_constant",
    EXPONENT_AS_CONSTANT,
    ("return (exponent * self.log()).exp()", "exponent = exponent.value"),
)


@mistake("Dual", EXPONENT_AS_CONSTANT)
class takes_the_exponent_of_a_dual_for_a_constant(_Dual):
    def varying_power(self, exponent):
        math.log(self.value)
        return self.plain_power(exponent.value)

    def __rpow__(self, base):
        log = math.log(base)
        return self.through(base**self.value, base**self.value * log)


edit(
    "takes_the_base_for_a_constant",
    "When the exponent is a Dual, the base is treated as a constant. Both vary: there is one term for the base, v"
    " · u ** (v - 1) · u', and one for the exponent.",
    ("exponent * self.log()", "exponent * math.log(self.value)"),
)

edit(
    "uses_the_power_rule_on_an_exponential",
    "The power rule is for x ** 2. In 2 ** x the exponent varies: 2 ** x = exp(x · log 2), with the slope 2 ** x"
    " · log 2.",
    (
        "return _as_dual(base) ** self",
        "return Dual(base**self.value, self.value * base ** (self.value - 1) * self.derivative)",
    ),
)

edit(
    "forgets_the_logarithm_of_the_base",
    "The slope of 2 ** x is 2 ** x · log 2. Only for base e is that logarithm 1.",
    ("return _as_dual(base) ** self", "return Dual(base**self.value, base**self.value * self.derivative)"),
)

edit(
    "raises_the_wrong_way_round",
    "2 ** x came out as x ** 2. In __rpow__(self, base) the base is on the left: it is base ** self.",
    ("return _as_dual(base) ** self", "return self**base"),
)


@mistake(
    "Dual",
    "A Dual in the exponent is refused. It may vary: u ** v = exp(v · log u).",
)
class refuses_an_exponent_that_varies(_Dual):
    def varying_power(self, exponent):
        assert not isinstance(exponent, _Dual), "only plain exponents"


@mistake(
    "Dual",
    "Where the exponent varies, a base that is not positive raises, but not a ValueError. math.log raises it by"
    " itself, if you compute u ** v as exp(v · log u).",
)
class raises_another_error_for_a_base(_Dual):
    def varying_power(self, exponent):
        if self.value <= 0:
            raise ArithmeticError("the base must be positive")
        return super().varying_power(exponent)


# ------------------------------------------------------------------ functions


edit(
    "exp_has_the_slope_of_its_input",
    "exp is its own derivative: the slope at u is exp(u), not u.",
    ("result * self.derivative", "self.value * self.derivative"),
)

edit(
    "log_divides_by_its_result",
    "The slope of log at u is 1 / u: divide by the input, not by the result.",
    (
        "return Dual(math.log(self.value), self.derivative / self.value)",
        "result = math.log(self.value)\nreturn Dual(result, self.derivative / result)",
    ),
)

edit(
    "guards_the_logarithm",
    "log never complains here, because a small number is added or the sign is dropped. A number that is not"
    " positive has no logarithm: raise a ValueError, as math.log does.",
    (
        "return Dual(math.log(self.value), self.derivative / self.value)",
        "value = abs(self.value) + 1e-12\nreturn Dual(math.log(value), self.derivative / value)",
    ),
)

edit(
    "takes_the_logarithm_in_silence",
    "The logarithm of a number that is not positive gives NaN or -inf, as NumPy's does. Raise a ValueError;"
    " math.log does so by itself.",
    (
        "return Dual(math.log(self.value), self.derivative / self.value)",
        "if self.value <= 0:\n"
        "    return Dual(math.nan if self.value else -math.inf, math.nan)\n"
        "return Dual(math.log(self.value), self.derivative / self.value)",
    ),
)

edit(
    "tanh_squares_its_input",
    "The slope of tanh is 1 - t², where t is the result tanh(u), not the input u.",
    ("1 - result**2", "1 - self.value**2"),
)

edit(
    "tanh_forgets_the_square",
    "The slope of tanh is 1 - t², with t = tanh(u): the square is missing.",
    ("1 - result**2", "1 - result"),
)

edit(
    "tanh_overflows",
    "exp overflows on the way to tanh, which is 1 there. math.tanh takes a number of any size.",
    ("result = math.tanh(self.value)", "e = math.exp(2 * self.value)\nresult = (e - 1) / (e + 1)"),
)

edit(
    "tanh_is_flat_too_soon",
    "tanh is cut off too soon: at 8 it still rises, by 5e-7 per unit. Take math.tanh, and 1 - t² from its result.",
    (
        "result = math.tanh(self.value)",
        "if abs(self.value) > 5:\n    return Dual(math.copysign(1.0, self.value), 0.0)\nresult = math.tanh(self.value)",
    ),
)

edit(
    "sin_has_minus_cos",
    "The slope of sin is cos, with a plus. It is cos whose slope has the minus.",
    ("math.cos(self.value)", "-math.cos(self.value)"),
)

edit(
    "sin_has_the_slope_sin",
    "The slope of sin is cos. Only exp is its own derivative.",
    ("math.cos(self.value)", "math.sin(self.value)"),
)

edit(
    "sin_takes_degrees",
    "The angle is taken in degrees. The slope of sin is cos only in radians, and math.sin takes radians.",
    (
        "return Dual(math.sin(self.value), math.cos(self.value) * self.derivative)",
        "angle = math.radians(self.value)\nreturn Dual(math.sin(angle), math.cos(angle) * self.derivative)",
    ),
)


# ------------------------------------------------------------------ numbers and operands


edit(
    "takes_a_number_for_the_variable",
    "A plain number gets the derivative 1, as if it were the variable. It is a constant: its derivative is 0.",
    ("Dual(number, 0.0)", "Dual(number, 1.0)"),
)


@mistake(
    "Dual",
    "A plain number has no .value and no .derivative. Wrap it first, in each operator: Dual(number, 0.0), unless"
    " it is a Dual already.",
)
class knows_no_numbers(_Dual):
    def lift(self, other):
        return other

    def __radd__(self, other):
        return self + other

    def __rsub__(self, other):
        return -self + other

    def __rmul__(self, other):
        return self * other

    def __rtruediv__(self, other):
        return self**-1 * other

    def __rpow__(self, base):
        return (self * math.log(base)).exp()


@mistake(
    "Dual",
    "In 2 + x the number on the left does not know what a Dual is. Python then asks x for a reflected method, and"
    " it is missing: __radd__, __rsub__, __rmul__, __rtruediv__ or __rpow__.",
)
class lacks_the_reflected_methods(_Unreflected):
    pass


edit(
    "subtracts_the_wrong_way_round",
    "2 - x came out as x - 2. In __rsub__(self, other) `other` is on the left: it is other - self.",
    ("return -self + other", "return self - other"),
)

edit(
    "divides_reflected_the_wrong_way_round",
    "2 / x came out as x / 2. In __rtruediv__(self, other) `other` is on the left: it is other / self.",
    ("return _as_dual(other) / self", "return self / other"),
)

edit(
    "adds_in_place",
    "a + b writes the sum into a. An operator makes a new Dual, because a may be used again.",
    (
        "return Dual(self.value + other.value, self.derivative + other.derivative)",
        "self.value, self.derivative = self.value + other.value, self.derivative + other.derivative\nreturn self",
    ),
)


@mistake(
    "Dual",
    "x += 1 changes the Dual itself, under every name that it has. Leave out __iadd__ and its like: Python then"
    " uses __add__, which makes a new Dual.",
)
class writes_into_the_number_with_plus_equals(_Dual):
    def __iadd__(self, other):
        return self._become(self + other)

    def __isub__(self, other):
        return self._become(self - other)

    def __imul__(self, other):
        return self._become(self * other)

    def __itruediv__(self, other):
        return self._become(self / other)

    def _become(self, other):
        self.value, self.derivative = other.value, other.derivative
        return self


# ------------------------------------------------------------------ two at once, after each alone


@mistake(
    "Dual",
    "The chain rule is missing throughout: the slopes of exp, log, tanh, sin and of powers are right, but none is"
    " multiplied by u', the derivative that the input carries.",
)
class forgets_the_chain_rule_throughout(_Dual):
    def through(self, result, slope):
        return self.make(result, slope)

    def plain_power(self, n):
        return self.make(self.value**n, n * self.value ** (n - 1) if n else 0.0)


@mistake(
    "Dual",
    "Both the product and the quotient rule are missing. Begin with the product: each factor changes while the"
    " other stays, so the derivative is u' v + u v'.",
)
class multiplies_and_divides_the_derivatives(_Dual):
    def __mul__(self, other):
        other = self.lift(other)
        return self.make(self.value * other.value, self.derivative * other.derivative)

    def __truediv__(self, other):
        other = self.lift(other)
        value = self.value / other.value
        return self.make(value, self.derivative / other.derivative if other.derivative else math.inf)


@mistake(
    "Dual",
    "2 - x came out as x - 2, and 2 / x as x / 2. A sum and a product do not care which operand is on the left;"
    " in __rsub__ and __rtruediv__ it is the other one.",
)
class reflects_everything_the_wrong_way_round(_Dual):
    def __rsub__(self, other):
        return self - other

    def __rtruediv__(self, other):
        return self / other


# ------------------------------------------------------------------ derivative


edit(
    "takes_a_difference_quotient",
    "That is a difference quotient: close, but not exact. Give f a Dual with derivative 1, and read off the"
    " derivative of what it returns.",
    (
        "return _as_dual(f(Dual(x, 1.0))).derivative",
        "above, below = (_as_dual(f(Dual(x + h, 0.0))).value for h in (1e-5, -1e-5))\nreturn (above - below) / 2e-5",
    ),
)

edit(
    "seeds_with_zero",
    "x goes in with derivative 0, as a constant, so every result has derivative 0. The derivative of x by itself is 1.",
    ("Dual(x, 1.0)", "Dual(x, 0.0)"),
)

edit(
    "seeds_with_x",
    "x goes in with its own value as derivative. The derivative of x by itself is 1, at every x.",
    ("Dual(x, 1.0)", "Dual(x, x)"),
)

edit(
    "returns_the_value",
    "That is the value of f. Return the derivative that the result carries.",
    ("return _as_dual(f(Dual(x, 1.0))).derivative", "return _as_dual(f(Dual(x, 1.0))).value"),
)

edit(
    "returns_the_dual",
    "That is a Dual. Return its derivative, a plain number.",
    ("return _as_dual(f(Dual(x, 1.0))).derivative", "return f(Dual(x, 1.0))"),
)

edit(
    "breaks_on_a_constant",
    "A constant f may return a plain number, and that has no derivative to read off. Check what came back: for a"
    " plain number the derivative is 0.",
    ("return _as_dual(f(Dual(x, 1.0))).derivative", "return f(Dual(x, 1.0)).derivative"),
)


for _class in [_Dual, lacks_the_reflected_methods, *_Dual.__subclasses__()]:
    _class.__name__ = "Dual"  # as the learner's own class is called where Python complains of an operand
