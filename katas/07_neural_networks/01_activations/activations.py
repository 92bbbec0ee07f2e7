"""Activations: five functions that work entry by entry, and their slopes."""

from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Float


def sigmoid(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """Return 1 / (1 + exp(-x)), between 0 and 1.

    Parameters
    ----------
    x : array, any shape
        Numbers from -10000 to 10000.

    Returns
    -------
    array
        Of the shape, dtype and device of ``x``.
    """
    xp = array_namespace(x)  # numpy for an array, torch for a tensor: xp.exp works on both
    raise NotImplementedError


def relu(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """Return x where it is positive, else 0.

    Parameters
    ----------
    x : array, any shape
        Numbers from -10000 to 10000; NaN gives NaN.

    Returns
    -------
    array
        Of the shape, dtype and device of ``x``.
    """
    xp = array_namespace(x)  # numpy for an array, torch for a tensor: xp.exp works on both
    raise NotImplementedError


def gelu(x: Float[Array, "..."], approximate: str = "none") -> Float[Array, "..."]:
    """Return x times the share of a standard normal distribution that is below x.

    Parameters
    ----------
    x : array, any shape
        Numbers from -10000 to 10000.
    approximate : str, default "none"
        "none" for the exact form with erf, "tanh" for the one that GPT-2 uses.

    Returns
    -------
    array
        Of the shape, dtype and device of ``x``.

    Raises
    ------
    ValueError
        If ``approximate`` is another string; the message mentions it.
    """
    xp = array_namespace(x)  # numpy for an array, torch for a tensor: xp.exp works on both
    raise NotImplementedError


def sigmoid_grad(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """Return the slope of `sigmoid` at x.

    Parameters
    ----------
    x : array, any shape
        Numbers from -10000 to 10000.

    Returns
    -------
    array
        Of the shape, dtype and device of ``x``.
    """
    xp = array_namespace(x)  # numpy for an array, torch for a tensor: xp.exp works on both
    raise NotImplementedError


def relu_grad(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """Return the slope of `relu` at x: 1 where x is positive, else 0.

    Parameters
    ----------
    x : array, any shape
        Numbers from -10000 to 10000. At 0 the slope is 0.

    Returns
    -------
    array
        Of the shape, dtype and device of ``x``.
    """
    xp = array_namespace(x)  # numpy for an array, torch for a tensor: xp.exp works on both
    raise NotImplementedError


def gelu_grad(x: Float[Array, "..."], approximate: str = "none") -> Float[Array, "..."]:
    """Return the slope of `gelu` at x.

    Parameters
    ----------
    x : array, any shape
        Numbers from -10000 to 10000.
    approximate : str, default "none"
        "none" for the exact form with erf, "tanh" for the one that GPT-2 uses.

    Returns
    -------
    array
        The slope of the form that ``approximate`` names; of the shape, dtype and device of ``x``.

    Raises
    ------
    ValueError
        If ``approximate`` is another string; the message mentions it.
    """
    xp = array_namespace(x)  # numpy for an array, torch for a tensor: xp.exp works on both
    raise NotImplementedError


def tanh(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """Return the hyperbolic tangent, between -1 and 1.

    Parameters
    ----------
    x : array, any shape
        Numbers from -10000 to 10000.

    Returns
    -------
    array
        Of the shape, dtype and device of ``x``.
    """
    xp = array_namespace(x)  # numpy for an array, torch for a tensor: xp.exp works on both
    raise NotImplementedError


def silu(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """Return x times the sigmoid of x.

    Parameters
    ----------
    x : array, any shape
        Numbers from -10000 to 10000.

    Returns
    -------
    array
        Of the shape, dtype and device of ``x``.
    """
    xp = array_namespace(x)  # numpy for an array, torch for a tensor: xp.exp works on both
    raise NotImplementedError


def tanh_grad(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """Return the slope of `tanh` at x.

    Parameters
    ----------
    x : array, any shape
        Numbers from -10000 to 10000.

    Returns
    -------
    array
        Of the shape, dtype and device of ``x``.
    """
    xp = array_namespace(x)  # numpy for an array, torch for a tensor: xp.exp works on both
    raise NotImplementedError


def silu_grad(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """Return the slope of `silu` at x.

    Parameters
    ----------
    x : array, any shape
        Numbers from -10000 to 10000.

    Returns
    -------
    array
        Of the shape, dtype and device of ``x``.
    """
    xp = array_namespace(x)  # numpy for an array, torch for a tensor: xp.exp works on both
    raise NotImplementedError
