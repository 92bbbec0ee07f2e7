"""The dot product: two vectors in, one number out."""

from typing import Any as Array

from jaxtyping import Real


def dot(u: Real[Array, "n"], v: Real[Array, "n"]) -> Real[Array, ""]:
    """Multiply two vectors entry by entry and add up the products.

    Parameters
    ----------
    u, v : array, shape (n,)
        Vectors of equal length and of one dtype, floating or int64. Both may be empty.

    Returns
    -------
    array, shape ()
        The sum of ``u[i] * v[i]``, in the dtype of the input: an exact integer for integers,
        a 0-d tensor (no Python number) for floating tensors. For empty vectors 0, in that dtype or
        as a plain number of Python. Where a product is NaN or infinite, the result is not finite.

    Raises
    ------
    ValueError
        Where a vector has not exactly one axis, or the lengths differ (length 1 is not
        stretched).
    """
    raise NotImplementedError
