"""Dual numbers: numbers that carry their derivative along."""

from __future__ import annotations

from collections.abc import Callable


class Dual:
    """A number, and its derivative with respect to some variable.

    Operators and methods return a new `Dual` and leave their operands as they are. An operand may be a plain number, a
    constant, on either side: ``2 - x`` works as well as ``x - 2``.

    Parameters
    ----------
    value : int or float
        The number.
    derivative : int or float
        Its derivative: 1 for the variable itself, 0 for a constant, anything for what was computed from it.

    Attributes
    ----------
    value, derivative : int or float
        The two numbers.
    """

    def __init__(self, value: float, derivative: float):
        raise NotImplementedError

    def __add__(self, other: Dual | float) -> Dual:
        """Return ``self + other``."""
        raise NotImplementedError

    def __radd__(self, other: float) -> Dual:
        """Return ``other + self``, for a plain number on the left: Python asks the right operand then."""
        raise NotImplementedError

    def __sub__(self, other: Dual | float) -> Dual:
        """Return ``self - other``."""
        raise NotImplementedError

    def __rsub__(self, other: float) -> Dual:
        """Return ``other - self``."""
        raise NotImplementedError

    def __mul__(self, other: Dual | float) -> Dual:
        """Return ``self * other``."""
        raise NotImplementedError

    def __rmul__(self, other: float) -> Dual:
        """Return ``other * self``."""
        raise NotImplementedError

    def __truediv__(self, other: Dual | float) -> Dual:
        """Return ``self / other``.

        Raises
        ------
        ZeroDivisionError
            Where the value of ``other`` is zero.
        """
        raise NotImplementedError

    def __rtruediv__(self, other: float) -> Dual:
        """Return ``other / self``; raises as `__truediv__` does."""
        raise NotImplementedError

    def __pow__(self, exponent: Dual | float) -> Dual:
        """Return ``self ** exponent``.

        With a plain number as exponent, every real power that Python has works; ``x ** 0`` is the constant 1, even
        at x = 0.

        Raises
        ------
        ValueError
            Where the exponent is a `Dual` that varies, and the value of ``self`` is not positive.
        """
        raise NotImplementedError

    def __rpow__(self, base: float) -> Dual:
        """Return ``base ** self``.

        Raises
        ------
        ValueError
            Where the base is not positive.
        """
        raise NotImplementedError

    def __neg__(self) -> Dual:
        """Return ``-self``."""
        raise NotImplementedError

    def exp(self) -> Dual:
        """Return e to the power of this number."""
        raise NotImplementedError

    def log(self) -> Dual:
        """Return the natural logarithm.

        Raises
        ------
        ValueError
            Where the value is not positive.
        """
        raise NotImplementedError

    def tanh(self) -> Dual:
        """Return the hyperbolic tangent, of a number of any size."""
        raise NotImplementedError

    def sin(self) -> Dual:
        """Return the sine of an angle in radians."""
        raise NotImplementedError


def derivative(f: Callable[[Dual], Dual | float], x: float) -> float:
    """Return the exact derivative of a function of one number.

    Parameters
    ----------
    f : callable
        Takes a `Dual`, uses only the operators and methods of `Dual`, and returns a `Dual`, or a plain number where it
        is constant.
    x : int or float
        Where to differentiate.

    Returns
    -------
    float
        A plain number, exact up to rounding. ``f`` is called once.
    """
    raise NotImplementedError
