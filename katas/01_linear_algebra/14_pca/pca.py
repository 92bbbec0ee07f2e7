"""Principal components: the directions in which data varies most."""

from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Float


def pca(
    x: Float[Array, "rows features"], k: int
) -> tuple[Float[Array, "k features"], Float[Array, "k"], Float[Array, "rows k"]]:
    """Find the k directions of largest variance, the variances, and where the rows lie along them.

    Parameters
    ----------
    x : array (rows, features)
        Data: each row is an observation. At least two rows.
    k : int
        How many components, from 1 to the smaller of rows and features.

    Returns
    -------
    components : array (k, features)
        A direction in each row, as in scikit-learn: of length 1, at right angles, the largest
        variance first. Signs are free, and so is the basis if variances are equal.
    explained_variance : array (k,)
        The variance of the data along each component, in descending order, divided by rows - 1.
    projected : array (rows, k)
        The coordinates of each row, measured from the mean, along the components.

    All three have the dtype and the device of ``x``, and are right up to rounding errors of the size
    of the largest variance.

    Raises
    ------
    ValueError
        If there are fewer than two rows, or if ``k`` is less than 1 or larger than the number of rows
        or of features; then the message mentions ``k``.
    """
    xp = array_namespace(x)  # numpy for an array, torch for a tensor: xp.linalg.eigh works on both
    raise NotImplementedError
