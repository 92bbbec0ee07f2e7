"""Distillation: a small model learns from the distributions of a large one."""

from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Float


def distillation_loss(
    student: Float[Array, "... V"], teacher: Float[Array, "... V"], temperature: float = 1.0, reverse: bool = False
) -> Float[Array, ""]:
    """Return how far a student's distributions are from its teacher's.

    Parameters
    ----------
    student : array of shape (..., V)
        The logits of the model that learns, at any number of places.
    teacher : array of shape (..., V)
        The logits of the model that it learns from. They are constants: no gradient flows into them. An entry may be
        -inf, in ``student`` too.
    temperature : float, default 1.0
        What both are divided by before the softmax.
    reverse : bool, default False
        Take KL(student ‖ teacher), not KL(teacher ‖ student).

    Returns
    -------
    array of shape ()
        The mean over the places of the KL divergence, times ``temperature`` squared. With the dtype and device of
        ``student``.

    Raises
    ------
    ValueError
        If the shapes differ, or if the temperature is not positive. The message names the shapes, or the temperature.
    """
    xp = array_namespace(student)  # numpy for an array, torch for a tensor: xp.exp works on both
    raise NotImplementedError
