"""What beginners hand in for dual numbers, and what to tell them."""

import math

from dojo import mistake


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


@mistake(
    "Dual",
    "The derivative of a product is not the product of the derivatives. Each factor changes while the other"
    " stays: u' v + u v'.",
)
class multiplies_the_derivatives(_Dual):
    def __mul__(self, other):
        other = self.lift(other)
        return self.make(self.value * other.value, self.derivative * other.derivative)


@mistake(
    "Dual",
    "Half of the product rule is missing. It is u' v + u v', because either factor may change.",
)
class keeps_half_of_the_product_rule(_Dual):
    def __mul__(self, other):
        other = self.lift(other)
        return self.make(self.value * other.value, self.derivative * other.value)


@mistake(
    "Dual",
    "Each derivative is multiplied by its own value, u u' + v v'. In a product it goes with the other factor: u'"
    " v + u v'.",
)
class pairs_a_derivative_with_its_own_value(_Dual):
    def __mul__(self, other):
        other = self.lift(other)
        return self.make(self.value * other.value, self.value * self.derivative + other.value * other.derivative)


@mistake(
    "Dual",
    "The quotient rule has a minus: u' v - u v'. A quotient falls when its denominator grows.",
)
class divides_with_a_plus(_Dual):
    def __truediv__(self, other):
        other = self.lift(other)
        u, du, v, dv = self.value, self.derivative, other.value, other.derivative
        return self.make(u / v, (du * v + u * dv) / v**2)


@mistake(
    "Dual",
    "The two terms of the quotient rule are the wrong way round. It is u' v - u v': the derivative of the"
    " numerator comes first.",
)
class divides_the_wrong_way_round(_Dual):
    def __truediv__(self, other):
        other = self.lift(other)
        u, du, v, dv = self.value, self.derivative, other.value, other.derivative
        return self.make(u / v, (u * dv - du * v) / v**2)


@mistake(
    "Dual",
    "The quotient rule divides by v², not by v.",
)
class divides_without_the_square(_Dual):
    def __truediv__(self, other):
        other = self.lift(other)
        u, du, v, dv = self.value, self.derivative, other.value, other.derivative
        return self.make(u / v, (du * v - u * dv) / v)


@mistake(
    "Dual",
    "The derivative of a quotient is not the quotient of the derivatives. It is (u' v - u v') / v².",
)
class divides_the_derivatives(_Dual):
    def __truediv__(self, other):
        other = self.lift(other)
        value = self.value / other.value
        return self.make(value, self.derivative / other.derivative if other.derivative else math.inf)


@mistake(
    "Dual",
    "A division by zero raises, but not a ZeroDivisionError. Let Python's own division raise it.",
)
class raises_a_value_error_for_a_division(_Dual):
    def __truediv__(self, other):
        if self.lift(other).value == 0:
            raise ValueError("division by zero")
        return super().__truediv__(other)


@mistake(
    "Dual",
    "A division by zero gives infinity or NaN, as NumPy's numbers do. Python's own numbers raise a ZeroDivisionError.",
)
class divides_by_zero_in_silence(_Dual):
    def __truediv__(self, other):
        if self.lift(other).value == 0:
            return self.make(math.inf * self.value, math.nan)
        return super().__truediv__(other)


@mistake(
    "Dual",
    "A small number is added to the denominator, and that changes every quotient. Let a division by zero raise"
    " instead.",
)
class guards_the_division(_Dual):
    def __truediv__(self, other):
        other = self.lift(other)
        u, du, v, dv = self.value, self.derivative, other.value + 1e-8, other.derivative
        return self.make(u / v, (du * v - u * dv) / v**2)


@mistake(
    "Dual",
    "A difference subtracts the derivatives as well: u' - v'.",
)
class subtracts_and_adds_the_derivatives(_Dual):
    def __sub__(self, other):
        other = self.lift(other)
        return self.make(self.value - other.value, self.derivative + other.derivative)


@mistake(
    "Dual",
    "-u falls when u grows, so the derivative changes its sign too.",
)
class negates_the_value_alone(_Dual):
    def __neg__(self):
        return self.make(-self.value, self.derivative)


# ------------------------------------------------------------------ powers


@mistake(
    "Dual",
    "The power rule lowers the exponent by one: n · u ** (n - 1) · u', not n · u ** n · u'.",
)
class keeps_the_exponent(_Dual):
    def plain_power(self, n):
        return self.make(self.value**n, n * self.value**n * self.derivative)


@mistake(
    "Dual",
    "The power rule brings the exponent down as a factor: n · u ** (n - 1) · u'.",
)
class drops_the_exponent(_Dual):
    def plain_power(self, n):
        return self.make(self.value**n, (self.value ** (n - 1) if n else 0.0) * self.derivative)


@mistake(
    "Dual",
    "The chain rule is missing in the power rule: multiply n · u ** (n - 1) by u', the derivative of u.",
)
class forgets_the_inner_derivative_of_a_power(_Dual):
    def plain_power(self, n):
        return self.make(self.value**n, n * self.value ** (n - 1) if n else 0.0)


@mistake(
    "Dual",
    "u ** 0 is the constant 1 with derivative 0, even at u = 0, where n * u ** (n - 1) divides by zero. Treat an"
    " exponent of 0 separately.",
)
class divides_by_zero_in_the_power_of_zero(_Dual):
    def plain_power(self, n):
        return self.make(self.value**n, n * self.value ** (n - 1) * self.derivative)


@mistake(
    "Dual",
    "An int exponent follows the power rule, but 2.0 goes through the logarithm, and (-3) ** 2.0 breaks. The rule"
    " n · u ** (n - 1) · u' holds for every exponent that is a plain number.",
)
class takes_the_logarithm_for_a_float(_Dual):
    def plain_power(self, n):
        return super().plain_power(n) if isinstance(n, int) else self.varying_power(self.lift(n))


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
    "Repeated multiplication only works for whole exponents that are not negative. The power rule works for all:"
    " n · u ** (n - 1) · u'.",
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


@mistake("Dual", EXPONENT_AS_CONSTANT)
class takes_the_exponent_for_a_constant(_Dual):
    def varying_power(self, exponent):
        math.log(self.value)
        return self.plain_power(exponent.value)


@mistake("Dual", EXPONENT_AS_CONSTANT)
class takes_the_exponent_of_a_dual_for_a_constant(_Dual):
    def varying_power(self, exponent):
        math.log(self.value)
        return self.plain_power(exponent.value)

    def __rpow__(self, base):
        log = math.log(base)
        return self.through(base**self.value, base**self.value * log)


@mistake(
    "Dual",
    "When the exponent is a Dual, the base is treated as a constant. Both vary: there is one term for the base, v"
    " · u ** (v - 1) · u', and one for the exponent.",
)
class takes_the_base_for_a_constant(_Dual):
    def varying_power(self, exponent):
        result = self.value**exponent.value
        return self.make(result, result * math.log(self.value) * exponent.derivative)


@mistake(
    "Dual",
    "The power rule is for x ** 2. In 2 ** x the exponent varies: 2 ** x = exp(x · log 2), with the slope 2 ** x"
    " · log 2.",
)
class uses_the_power_rule_on_an_exponential(_Dual):
    def __rpow__(self, base):
        math.log(base)
        return self.make(base**self.value, self.value * base ** (self.value - 1) * self.derivative)


@mistake(
    "Dual",
    "The slope of 2 ** x is 2 ** x · log 2. Only for base e is that logarithm 1.",
)
class forgets_the_logarithm_of_the_base(_Dual):
    def __rpow__(self, base):
        math.log(base)
        return self.make(base**self.value, base**self.value * self.derivative)


@mistake(
    "Dual",
    "2 ** x came out as x ** 2. In __rpow__(self, base) the base is on the left: it is base ** self.",
)
class raises_the_wrong_way_round(_Dual):
    def __rpow__(self, base):
        math.log(base)
        return self.plain_power(base)


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


@mistake(
    "Dual",
    "exp is its own derivative: the slope at u is exp(u), not u.",
)
class exp_has_the_slope_of_its_input(_Dual):
    def exp(self):
        return self.through(math.exp(self.value), self.value)


@mistake(
    "Dual",
    "The slope of log at u is 1 / u: divide by the input, not by the result.",
)
class log_divides_by_its_result(_Dual):
    def log(self):
        result = math.log(self.value)
        return self.through(result, 1 / result if result else math.inf)


@mistake(
    "Dual",
    "log never complains here, because a small number is added or the sign is dropped. A number that is not"
    " positive has no logarithm: raise a ValueError, as math.log does.",
)
class guards_the_logarithm(_Dual):
    def log(self):
        return self.through(math.log(abs(self.value) + 1e-12), 1 / (abs(self.value) + 1e-12))


@mistake(
    "Dual",
    "The logarithm of a number that is not positive gives NaN or -inf, as NumPy's does. Raise a ValueError;"
    " math.log does so by itself.",
)
class takes_the_logarithm_in_silence(_Dual):
    def log(self):
        if self.value > 0:
            return super().log()
        return self.make(math.nan if self.value else -math.inf, math.nan)


@mistake(
    "Dual",
    "The slope of tanh is 1 - t², where t is the result tanh(u), not the input u.",
)
class tanh_squares_its_input(_Dual):
    def tanh(self):
        return self.through(math.tanh(self.value), 1 - self.value**2)


@mistake(
    "Dual",
    "The slope of tanh is 1 - t², with t = tanh(u): the square is missing.",
)
class tanh_forgets_the_square(_Dual):
    def tanh(self):
        t = math.tanh(self.value)
        return self.through(t, 1 - t)


@mistake(
    "Dual",
    "exp overflows on the way to tanh, which is simply 1 there. math.tanh takes a number of any size.",
)
class tanh_overflows(_Dual):
    def tanh(self):
        e = math.exp(2 * self.value)
        t = (e - 1) / (e + 1)
        return self.through(t, 1 - t * t)


@mistake(
    "Dual",
    "tanh is cut off too soon: at 8 it still rises, by 5e-7 per unit. Take math.tanh, and 1 - t² from its result.",
)
class tanh_is_flat_too_soon(_Dual):
    def tanh(self):
        return super().tanh() if abs(self.value) < 5 else self.through(math.copysign(1.0, self.value), 0.0)


@mistake(
    "Dual",
    "The slope of sin is cos, with a plus. It is cos whose slope has the minus.",
)
class sin_has_minus_cos(_Dual):
    def sin(self):
        return self.through(math.sin(self.value), -math.cos(self.value))


@mistake(
    "Dual",
    "The slope of sin is cos. Only exp is its own derivative.",
)
class sin_has_the_slope_sin(_Dual):
    def sin(self):
        return self.through(math.sin(self.value), math.sin(self.value))


@mistake(
    "Dual",
    "The angle is taken in degrees. The slope of sin is cos only in radians, and math.sin takes radians.",
)
class sin_takes_degrees(_Dual):
    def sin(self):
        angle = math.radians(self.value)
        return self.through(math.sin(angle), math.cos(angle))


# ------------------------------------------------------------------ numbers and operands


@mistake(
    "Dual",
    "A plain number gets the derivative 1, as if it were the variable. It is a constant: its derivative is 0.",
)
class takes_a_number_for_the_variable(_Dual):
    def lift(self, other):
        return other if isinstance(other, _Dual) else self.make(other, 1.0)


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


@mistake(
    "Dual",
    "2 - x came out as x - 2. In __rsub__(self, other) `other` is on the left: it is other - self.",
)
class subtracts_the_wrong_way_round(_Dual):
    def __rsub__(self, other):
        return self - other


@mistake(
    "Dual",
    "2 / x came out as x / 2. In __rtruediv__(self, other) `other` is on the left: it is other / self.",
)
class divides_reflected_the_wrong_way_round(_Dual):
    def __rtruediv__(self, other):
        return self / other


@mistake(
    "Dual",
    "a + b writes the sum into a. An operator makes a new Dual, because a may be used again.",
)
class adds_in_place(_Dual):
    def __add__(self, other):
        other = self.lift(other)
        self.value, self.derivative = self.value + other.value, self.derivative + other.derivative
        return self


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


@mistake(
    "derivative",
    "That is a difference quotient: close, but not exact. Give f a Dual with derivative 1, and read off the"
    " derivative of what it returns.",
)
def takes_a_difference_quotient(f, x, h=1e-5):
    def value(result):
        return result.value if isinstance(result, _Dual) else result

    return (value(f(_Dual(x + h, 0.0))) - value(f(_Dual(x - h, 0.0)))) / (2 * h)


@mistake(
    "derivative",
    "x goes in with derivative 0, as a constant, so every result has derivative 0. The derivative of x by itself is 1.",
)
def seeds_with_zero(f, x):
    result = f(_Dual(x, 0.0))
    return result.derivative if isinstance(result, _Dual) else 0.0


@mistake(
    "derivative",
    "x goes in with its own value as derivative. The derivative of x by itself is 1, whatever x is.",
)
def seeds_with_x(f, x):
    result = f(_Dual(x, x))
    return result.derivative if isinstance(result, _Dual) else 0.0


@mistake(
    "derivative",
    "That is the value of f. Return the derivative that the result carries.",
)
def returns_the_value(f, x):
    result = f(_Dual(x, 1.0))
    return result.value if isinstance(result, _Dual) else result


@mistake(
    "derivative",
    "That is a Dual. Return its derivative, a plain number.",
)
def returns_the_dual(f, x):
    return f(_Dual(x, 1.0))


@mistake(
    "derivative",
    "A constant f may return a plain number, and that has no derivative to read off. Check what came back: for a"
    " plain number the derivative is 0.",
)
def breaks_on_a_constant(f, x):
    return f(_Dual(x, 1.0)).derivative


for _class in [_Dual, lacks_the_reflected_methods, *_Dual.__subclasses__()]:
    _class.__name__ = "Dual"  # as the learner's own class is called where Python complains of an operand
