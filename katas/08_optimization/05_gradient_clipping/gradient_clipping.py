"""Gradient clipping: a limit on how long a gradient may be."""

from collections.abc import Iterable
from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Float


def clip_by_norm(
    grads: Iterable[Float[Array, "..."] | None], max_norm: float
) -> tuple[list[Float[Array, "..."] | None], float]:
    """Shorten all gradients by one factor if together they are longer than a limit.

    Parameters
    ----------
    grads : iterable of array or None
        Gradients of any shapes, left as they are.
    max_norm : float
        The limit, 0 or more.

    Returns
    -------
    clipped : list of array or None
        New arrays, of the shapes and dtypes of ``grads``: each gradient times
        ``min(1, max_norm / (norm + 1e-6))``. None stays None.
    norm : float
        The root of the sum of the squares of all entries of all gradients, before clipping.

    Raises
    ------
    ValueError
        If the norm is infinite or NaN; if ``max_norm`` is negative.
    """
    grads = list(grads)  # it may be a generator: those run only once
    xp = array_namespace(*[g for g in grads if g is not None])  # numpy for arrays, torch for tensors; [] has none
    raise NotImplementedError


def clip_by_value(grads: list[Float[Array, "..."] | None], limit: float) -> list[Float[Array, "..."] | None]:
    """Cut off every entry at a limit on either side.

    Parameters
    ----------
    grads : list of array or None
        Gradients of any shapes, left as they are.
    limit : float
        The limit, 0 or more.

    Returns
    -------
    list of array or None
        New arrays, of the shapes and dtypes of ``grads``, with entries from ``-limit`` to ``limit``. NaN stays NaN, and
        None stays None.

    Raises
    ------
    ValueError
        If ``limit`` is negative.
    """
    raise NotImplementedError
