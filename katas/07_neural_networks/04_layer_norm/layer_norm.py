"""Layer normalisation: every token's vector brought to mean 0 and variance 1."""

from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Float


def layer_norm(
    x: Float[Array, "*batch D"],
    weight: Float[Array, "D"] | None = None,
    bias: Float[Array, "D"] | None = None,
    eps: float = 1e-5,
) -> Float[Array, "*batch D"]:
    """Normalise each vector along the last axis, then scale and shift its entries.

    Parameters
    ----------
    x : array, shape (..., D)
        Vectors along the last axis, D >= 1; float64, float32 or float16.
    weight : array, shape (D,), optional
        The gain of each entry, in the dtype of ``x``; without it, 1.
    bias : array, shape (D,), optional
        Added to each entry after the gain, in the dtype of ``x``; without it, 0.
    eps : float, default 1e-5
        Added to the variance, under the root.

    Returns
    -------
    array, shape (..., D)
        In the dtype and on the device of ``x``; finite for float16 too, although squares of
        its entries may be too large for float16.

    Raises
    ------
    ValueError
        If the shape of ``weight`` or ``bias`` is not (D,), even if it would broadcast. The message
        names that shape and (D,).
    """
    xp = array_namespace(x)  # numpy for an array, torch for a tensor: xp.mean works on both
    raise NotImplementedError
