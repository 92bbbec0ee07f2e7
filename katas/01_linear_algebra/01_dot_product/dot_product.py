"""The dot product: two vectors in, one number out."""

from typing import Any as Array

from array_api_compat import array_namespace
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
        a 0-d tensor for floating tensors. For empty vectors 0, in that dtype or as a plain
        Python number. If a product is NaN or infinite, so is the result.

    Raises
    ------
    ValueError
        If a vector does not have exactly one axis, or if the lengths differ. A length of 1 is
        not stretched.
    """
    xp = array_namespace(u)  # numpy for an array, torch for a tensor: xp.exp works on both
    raise NotImplementedError
