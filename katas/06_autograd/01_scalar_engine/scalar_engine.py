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
        What `backward` has added up so far; 0.0 at first. A training loop may set both:
        ``x.data -= lr * x.grad`` and ``x.grad = 0.0``.
    """

    def __init__(self, data: float):
        raise NotImplementedError

    def __add__(self, other: Value | float) -> Value:
        """Return ``self + other``."""
        raise NotImplementedError

    def __radd__(self, other: float) -> Value:
        """Return ``other + self``: Python asks the right operand when the left one can't answer."""
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
            If ``other`` is zero.
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
            If the value is not positive.
        """
        raise NotImplementedError

    def tanh(self) -> Value:
        """Return the hyperbolic tangent; every number has one, between -1 and 1."""
        raise NotImplementedError

    def relu(self) -> Value:
        """Return the value if it is positive, else 0. At 0 its slope is 0, as in PyTorch."""
        raise NotImplementedError

    def backward(self) -> None:
        """Add to the ``grad`` of each value behind this one the derivative of this one with respect to it.

        "Behind" means every value that this one was computed from, and this one itself: its own
        derivative is 1. All other values keep their ``grad``.

        At the edges: `backward` may be called again, on this value or on another that shares
        values with it. The ``grad`` of a leaf (a value made by ``Value(data)``) is then the sum of
        the derivatives, each call counted once. What an intermediate value, or this one, holds
        after a second call that reaches it is up to you: the sum, or the last. The graph may grow
        between the calls. Thousands of operations may lie behind a value.
        """
        raise NotImplementedError
