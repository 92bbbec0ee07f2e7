"""Initialisation: weights that preserve the scale of what goes through them."""

import numpy as np


def fans(shape: tuple[int, ...]) -> tuple[int, int]:
    """Count the inputs and outputs of a unit.

    Parameters
    ----------
    shape : tuple of int
        (out, in), or (out, in, ...) with the axes of a kernel after them.

    Returns
    -------
    fan_in, fan_out : int
        in and out, each times the product of the axes after them.

    Raises
    ------
    ValueError
        If the shape has fewer than two axes.
    """
    raise NotImplementedError


def xavier_uniform(shape: tuple[int, ...], rng: np.random.Generator, gain: float = 1.0) -> np.ndarray:
    """Draw a weight from Xavier's uniform distribution.

    Parameters
    ----------
    shape : tuple of int
        As in `fans`, which also says what is refused.
    rng : numpy.random.Generator
        The only source of random numbers: one draw of ``rng.uniform`` in this shape.
    gain : float, default 1.0
        A factor of the bound.

    Returns
    -------
    numpy.ndarray
        Of that shape, in float64, uniform within plus and minus gain * sqrt(6 / (fan_in + fan_out)).
    """
    raise NotImplementedError


def kaiming_normal(
    shape: tuple[int, ...], rng: np.random.Generator, nonlinearity: str = "relu", mode: str = "fan_in"
) -> np.ndarray:
    """Draw a weight from Kaiming's normal distribution.

    Parameters
    ----------
    shape : tuple of int
        As in `fans`, which also says what is refused.
    rng : numpy.random.Generator
        The only source of random numbers: one draw of ``rng.normal`` in this shape.
    nonlinearity : str, default "relu"
        The activation that follows: "linear", "sigmoid", "tanh", "relu", "leaky_relu" or "selu".
    mode : str, default "fan_in"
        Which fan counts: "fan_in" preserves the scale forwards, "fan_out" backwards.

    Returns
    -------
    numpy.ndarray
        Of that shape, in float64, normal with mean 0 and standard deviation gain / sqrt(fan).

    Raises
    ------
    ValueError
        If ``nonlinearity`` or ``mode`` is another string; the message mentions it.
    """
    raise NotImplementedError
