"""Pairwise distances: how far each row of one array is from each row of another."""

from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Float


def pairwise_distances(a: Float[Array, "n d"], b: Float[Array, "m d"]) -> Float[Array, "n m"]:
    """Measure the Euclidean distance of each row of a to each row of b.

    It never holds more memory than 16 times that of inputs and result together; an array of shape
    (n, m, d) would be more. Python does not loop over rows; a loop over features, or over a few
    blocks of rows, is fine.

    Parameters
    ----------
    a : array (n, d)
        Points, one in each row: numbers whose squares are finite. Any axis of the two may be empty.
    b : array (m, d)
        Other points, of the dtype of ``a``.

    Returns
    -------
    array (n, m)
        Entry (i, j) is the root of the sum over k of ``(a[i, k] - b[j, k])**2``, in the dtype and
        on the device of ``a``. Its square may be off by rounding errors of numbers as large as the
        largest squared lengths of the rows. No distance is NaN. Differentiable where points differ.

    Raises
    ------
    ValueError
        If the rows of ``a`` and ``b`` have different numbers of features.
    """
    xp = array_namespace(a)  # numpy for an array, torch for a tensor: xp.sqrt works on both
    raise NotImplementedError
