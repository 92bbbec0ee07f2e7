"""The Jacobian: all slopes of a function with many inputs and outputs, and its products from either side."""

from collections.abc import Callable
from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Float


def jacobian(f: Callable[[Array], Array], x: Float[Array, "n"]) -> Float[Array, "m n"]:
    """Return the slopes of all outputs of a function along all of its inputs.

    Parameters
    ----------
    f : callable
        Takes an array (n,) and returns an array (m,) in the same dtype. Call it with float64. It may return a view of
        its argument.
    x : array (n,)
        Where to differentiate: float64 or float32.

    Returns
    -------
    array (m, n)
        Entry (i, j) is the slope of output i along input j, in the dtype and on the device of ``x``.
    """
    xp = array_namespace(x)  # numpy for an array, torch for a tensor: xp.stack works on both
    raise NotImplementedError


def jvp(f: Callable[[Array], Array], x: Float[Array, "n"], v: Float[Array, "n"]) -> Float[Array, "m"]:
    """Return the Jacobian times a vector, with as few calls of the function for many inputs as for two.

    Parameters
    ----------
    f : callable
        As in `jacobian`.
    x : array (n,)
        Where to differentiate: float64 or float32.
    v : array (n,)
        How the inputs move, of the dtype of ``x``. The result is proportional to it, and zeros give zeros.

    Returns
    -------
    array (m,)
        Entry i is the sum over j of ``J[i, j] * v[j]``, in the dtype and on the device of ``x``.

    Raises
    ------
    ValueError
        Where ``v`` has another shape than ``x``; the message names both.
    """
    xp = array_namespace(x)
    raise NotImplementedError


def vjp(f: Callable[[Array], Array], x: Float[Array, "n"], u: Float[Array, "m"]) -> Float[Array, "n"]:
    """Return the transposed Jacobian times a vector, without holding all of its entries at a time.

    Differences take two calls of the function for each input. Reverse mode takes one pass back for all of them.

    Parameters
    ----------
    f : callable
        As in `jacobian`.
    x : array (n,)
        Where to differentiate: float64 or float32.
    u : array (m,)
        A weight for each output, of the dtype of ``x``.

    Returns
    -------
    array (n,)
        Entry j is the sum over i of ``u[i] * J[i, j]``, in the dtype and on the device of ``x``.

    Raises
    ------
    ValueError
        Where ``u`` has another shape than ``f(x)``; the message names both.
    """
    xp = array_namespace(x)
    raise NotImplementedError
