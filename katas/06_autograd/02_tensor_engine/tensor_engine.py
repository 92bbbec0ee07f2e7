"""A tensor engine: arrays that remember how they were computed."""

import numpy as np
from jaxtyping import Float


class Tensor:
    """An array that remembers the operation and the tensors it came from.

    Operators and methods return a new `Tensor` and leave their operands as they are. An operand
    may be a plain number on either side: ``2 - x`` works as ``x - 2`` does. At the edges it may
    be a NumPy array on either side, too.

    Parameters
    ----------
    data : array, number or list (...)
        Is kept as an array of float64.

    Attributes
    ----------
    data : array (...)
        The numbers.
    grad : array (...)
        What `backward` has added up so far. Before, it may be zeros or None, as you like. A
        training loop sets both: ``x.data = x.data - lr * x.grad``, and ``x.grad`` to zeros or None.
    """

    def __init__(self, data: Float[np.ndarray, "..."]):
        raise NotImplementedError

    def __add__(self, other: "Tensor | float") -> "Tensor":
        """Return ``self + other``; shapes broadcast, here and below."""
        raise NotImplementedError

    def __radd__(self, other: float) -> "Tensor":
        """Return ``other + self``: Python asks the right operand when the left one can't answer."""
        raise NotImplementedError

    def __sub__(self, other: "Tensor | float") -> "Tensor":
        """Return ``self - other``."""
        raise NotImplementedError

    def __rsub__(self, other: float) -> "Tensor":
        """Return ``other - self``."""
        raise NotImplementedError

    def __mul__(self, other: "Tensor | float") -> "Tensor":
        """Return ``self * other``, entry by entry."""
        raise NotImplementedError

    def __rmul__(self, other: float) -> "Tensor":
        """Return ``other * self``."""
        raise NotImplementedError

    def __truediv__(self, other: "Tensor | float") -> "Tensor":
        """Return ``self / other``, entry by entry."""
        raise NotImplementedError

    def __rtruediv__(self, other: float) -> "Tensor":
        """Return ``other / self``."""
        raise NotImplementedError

    def __matmul__(self, other: "Tensor") -> "Tensor":
        """Return ``self @ other``, (n, k) @ (k, m) -> (n, m).

        At the edges: vectors, and batches of matrices in front, which broadcast, as in NumPy.
        """
        raise NotImplementedError

    def __rmatmul__(self, other: Float[np.ndarray, "..."]) -> "Tensor":
        """Return ``other @ self`` for an array; at the edges."""
        raise NotImplementedError

    def __pow__(self, exponent: float) -> "Tensor":
        """Return ``self ** exponent``; the exponent is a plain number, never a `Tensor`."""
        raise NotImplementedError

    def __neg__(self) -> "Tensor":
        """Return ``-self``."""
        raise NotImplementedError

    def sum(self, axis: int | tuple[int, ...] | None = None, keepdims: bool = False) -> "Tensor":
        """Add up the entries.

        Parameters
        ----------
        axis : int, tuple of int, or None
            Along which axes, counted from either end; along all by default.
        keepdims : bool
            Whether these axes stay, with size 1.
        """
        raise NotImplementedError

    def mean(self, axis: int | tuple[int, ...] | None = None, keepdims: bool = False) -> "Tensor":
        """Average the entries; parameters as in `sum`."""
        raise NotImplementedError

    def relu(self) -> "Tensor":
        """Return each entry if it is positive, else 0. At 0 the slope is 0, as in PyTorch."""
        raise NotImplementedError

    def exp(self) -> "Tensor":
        """Return e to the power of each entry."""
        raise NotImplementedError

    def log(self) -> "Tensor":
        """Return the natural logarithm of each entry; they are positive."""
        raise NotImplementedError

    def reshape(self, *shape: int) -> "Tensor":
        """Return the same entries in another shape, such as ``x.reshape(2, -1)``; -1 means "the rest"."""
        raise NotImplementedError

    def backward(self, gradient: Float[np.ndarray, "..."] | None = None) -> None:
        """Add to the ``grad`` of each leaf behind this tensor the gradient of this one with respect to it.

        A leaf is a tensor made by ``Tensor(data)``. What an intermediate tensor, or this one, holds
        in ``grad`` is up to you.

        Parameters
        ----------
        gradient : array, optional
            Of the shape of this tensor: the gradient that comes in from what follows, the upstream.
            Not needed where this tensor holds one number: then it is 1.

        Raises
        ------
        ValueError
            If ``gradient`` is None and this tensor does not hold exactly one number.

        Notes
        -----
        At the edges: `backward` may be called again, on this tensor or on another that shares
        tensors with it, and the graph may grow in between. The ``grad`` of a leaf is then the sum
        over the calls, each counted once. Thousands of operations may lie behind a tensor.
        """
        raise NotImplementedError
