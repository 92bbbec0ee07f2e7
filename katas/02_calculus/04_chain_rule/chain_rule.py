"""Dual numbers: numbers that carry their derivative along."""

from __future__ import annotations

from collections.abc import Callable


class Dual:
    """A number, and its derivative by some variable.

    Operators and methods return a new `Dual` and leave their operands as they are. An operand may be a plain number on
    either side, a constant: ``2 - x`` works as ``x - 2`` does.

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
        """Return ``other + self``: Python asks the right operand where the left one can't."""
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

        A plain number as exponent allows any value for which Python has a power; ``x ** 0`` is the constant 1, at
        x = 0 too.

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
        """Return the hyperbolic tangent; a number of any size has one, between -1 and 1."""
        raise NotImplementedError

    def sin(self) -> Dual:
        """Return the sine of an angle in radians."""
        raise NotImplementedError


def derivative(f: Callable[[Dual], Dual | float], x: float) -> float:
    """Return the exact derivative of a function of one number.

    Parameters
    ----------
    f : callable
        Takes a `Dual`, computes with operators and methods of `Dual` alone, and returns a `Dual`, or a plain number
        where it is constant.
    x : int or float
        Where.

    Returns
    -------
    float
        A plain number, exact up to rounding. ``f`` is called once.
    """
    raise NotImplementedError
