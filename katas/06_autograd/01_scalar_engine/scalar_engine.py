"""A scalar autograd engine: numbers that remember how they were computed."""

from __future__ import annotations


class Value:
    """A number that remembers the operation and the values it came from.

    Operators and methods return a new `Value` and leave their operands as they are. An operand
    may be a plain number on either side: ``2 - x`` works as ``x - 2`` does.

    Parameters
    ----------
    data : int or float
        The number.

    Attributes
    ----------
    data : int or float
        The number.
    grad : float
        What `backward` has added up so far; 0.0 at first. Both may be set from outside, as a
        training loop does: ``x.data -= lr * x.grad`` and ``x.grad = 0.0``.
    """

    def __init__(self, data: float):
        raise NotImplementedError

    def __add__(self, other: Value | float) -> Value:
        """Return ``self + other``."""
        raise NotImplementedError

    def __radd__(self, other: float) -> Value:
        """Return ``other + self``: Python asks the right operand where the left one can't."""
        raise NotImplementedError

    def __sub__(self, other: Value | float) -> Value:
        """Return ``self - other``."""
        raise NotImplementedError

    def __rsub__(self, other: float) -> Value:
        """Return ``other - self``."""
        raise NotImplementedError

    def __mul__(self, other: Value | float) -> Value:
        """Return ``self * other``."""
        raise NotImplementedError

    def __rmul__(self, other: float) -> Value:
        """Return ``other * self``."""
        raise NotImplementedError

    def __truediv__(self, other: Value | float) -> Value:
        """Return ``self / other``.

        Raises
        ------
        ZeroDivisionError
            Where ``other`` is zero.
        """
        raise NotImplementedError

    def __rtruediv__(self, other: float) -> Value:
        """Return ``other / self``; raises as `__truediv__` does."""
        raise NotImplementedError

    def __pow__(self, exponent: float) -> Value:
        """Return ``self ** exponent``; the exponent is a plain number, never a `Value`."""
        raise NotImplementedError

    def __neg__(self) -> Value:
        """Return ``-self``."""
        raise NotImplementedError

    def exp(self) -> Value:
        """Return e to the power of this value."""
        raise NotImplementedError

    def log(self) -> Value:
        """Return the natural logarithm.

        Raises
        ------
        ValueError
            Where the value is not positive.
        """
        raise NotImplementedError

    def tanh(self) -> Value:
        """Return the hyperbolic tangent; a value of any size has one, between -1 and 1."""
        raise NotImplementedError

    def relu(self) -> Value:
        """Return the value where it is positive, else 0. At 0 its slope is 0, as in torch."""
        raise NotImplementedError

    def backward(self) -> None:
        """Add to the ``grad`` of each value behind this one the derivative of this one by it.

        "Behind" means every value that this one was computed from, and itself: its own
        derivative is 1. A value that plays no part keeps its ``grad``.

        It may be called again, on this value or on another that shares values with it. The
        ``grad`` of a leaf (a value made by ``Value(data)``) is then the sum of the derivatives,
        each call counted once. What an intermediate value, or this one, holds after a second call
        that reaches it is left open: the sum, or the last. A graph may grow between the calls.

        Thousands of operations may lie behind a value: the work grows with their number, not
        with the number of paths through them, and Python's limit on recursion must not matter.
        """
        raise NotImplementedError
