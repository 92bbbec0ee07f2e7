"""The Jacobian: all slopes of a function with many inputs and outputs, and its products from either side."""

from collections.abc import Callable
from typing import Any as Array

from jaxtyping import Float


def jacobian(f: Callable[[Array], Array], x: Float[Array, "n"]) -> Float[Array, "m n"]:
    """Return the slopes of all outputs of a function along all of its inputs.

    Parameters
    ----------
    f : callable
        Takes an array (n,) and gives an array (m,) in the same dtype. It is called with float64, and may give back a
        view of what it was handed.
    x : array (n,)
        Where to differentiate: float32 or float64.

    Returns
    -------
    array (m, n)
        Entry (i, j) is the slope of output i along input j, in the dtype and on the device of ``x``.
    """
    raise NotImplementedError


def jvp(f: Callable[[Array], Array], x: Float[Array, "n"], v: Float[Array, "n"]) -> Float[Array, "m"]:
    """Return the Jacobian times a vector, with a few calls of the function, however many inputs it has.

    Parameters
    ----------
    f : callable
        As in `jacobian`.
    x : array (n,)
        Where to differentiate: float32 or float64.
    v : array (n,)
        How the inputs move, of the dtype of ``x``. The result is proportional to it, and zeros give zeros.

    Returns
    -------
    array (m,)
        Entry i is the sum over j of ``J[i, j] * v[j]``, in the dtype and on the device of ``x``.

    Raises
    ------
    ValueError
        Where ``v`` has another shape than ``x``.
    """
    raise NotImplementedError


def vjp(f: Callable[[Array], Array], x: Float[Array, "n"], u: Float[Array, "m"]) -> Float[Array, "n"]:
    """Return a vector times the Jacobian, without ever holding all of its entries.

    Parameters
    ----------
    f : callable
        As in `jacobian`.
    x : array (n,)
        Where to differentiate: float32 or float64.
    u : array (m,)
        A weight for each output, of the dtype of ``x``.

    Returns
    -------
    array (n,)
        Entry j is the sum over i of ``u[i] * J[i, j]``, in the dtype and on the device of ``x``.

    Raises
    ------
    ValueError
        Where ``u`` has another shape than ``f(x)``.
    """
    raise NotImplementedError
